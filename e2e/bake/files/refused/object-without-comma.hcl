target "a" {
  args = { A = 1 B = 2 }
}
