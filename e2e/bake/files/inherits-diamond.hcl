target "root" {
  args = { R = "root", L = "root" }
}
target "left" {
  inherits = ["root"]
  args     = { L = "left" }
}
target "right" {
  inherits = ["root"]
}
target "bottom" {
  inherits = ["left", "right"]
}
