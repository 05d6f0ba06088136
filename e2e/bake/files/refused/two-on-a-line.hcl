target "a" { tags = [] context = "." }
