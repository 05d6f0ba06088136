function "f" {
  params = []
  result = nowhere
}
target "a" {}
