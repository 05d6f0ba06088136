target "a" {
  tags = ["a\d"]
}
