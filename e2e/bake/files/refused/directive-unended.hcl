target "a" {
  tags = ["%{ if true }x"]
}
