target "a" {
  tags = ["a${null}"]
}
