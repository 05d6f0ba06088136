target "app" {
  args = { A = "hcl", V = V }
}
