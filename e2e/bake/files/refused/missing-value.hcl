target "a" {
  tags =
}
