target "a" {
  args = { A = [1, 2] }
}
