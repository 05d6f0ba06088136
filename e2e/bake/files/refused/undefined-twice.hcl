target "a" {
  args = { A = try(NOWHERE, 1), B = try(NOWHERE, 2) }
}
