target "same" {
  matrix = { v = ["1"] }
  name   = "same"
  args   = { V = v }
}
