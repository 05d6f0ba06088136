# Names that are set at the top of a file, the older form of variables.
prefix = "acme"
repo   = "${prefix}/app"
target "default" { tags = ["${repo}:1"] }
