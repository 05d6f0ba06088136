target "a" {
  name = "x"
  matrix = ["1"]
}
