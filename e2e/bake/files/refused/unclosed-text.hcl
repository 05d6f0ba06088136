target "a" {
  tags = ["x]
}
