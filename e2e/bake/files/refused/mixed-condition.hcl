target "a" {
  args = { A = true ? 1 : true }
}
