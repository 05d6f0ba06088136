target "a" {
  matrix = { v = ["1", "2"] }
}
