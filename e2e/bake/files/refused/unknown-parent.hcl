target "a" {
  inherits = ["base"]
}
