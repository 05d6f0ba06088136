target "app" {
  args = { A = "1", B = "1" }
  tags = ["one"]
}
target "app" {
  args = { B = "2" }
  dockerfile = "two"
}
