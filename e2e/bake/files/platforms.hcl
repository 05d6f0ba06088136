target "a" { platforms = ["linux/amd64", "linux/amd64", "linux/arm/v7"] }
target "b" {
  inherits  = ["a"]
  platforms = ["windows/amd64"]
}
target "c" {
  contexts  = { a = "target:a" }
  platforms = ["linux/amd64", "linux/arm/v7"]
}
