target "a" {
  tags = [uper("x")]
}
