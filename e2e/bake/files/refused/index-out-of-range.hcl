target "a" {
  tags = [split(".", "1.2")[5]]
}
