target "a" {
  args = ["x"]
}
