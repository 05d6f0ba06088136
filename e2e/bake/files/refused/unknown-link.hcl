target "a" {
  contexts = { b = "target:b" }
}
