group "g" {
  matrix = { v = ["1"] }
  targets = []
}
