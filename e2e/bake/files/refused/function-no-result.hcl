function "f" {
  params = [x]
}
target "a" {}
