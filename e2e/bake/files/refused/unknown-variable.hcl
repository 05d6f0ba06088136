target "a" {
  tags = ["x:${TAGG}"]
}
