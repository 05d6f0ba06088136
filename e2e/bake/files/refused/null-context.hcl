target "a" {
  contexts = { a = null }
}
