function "f" {
  params = [x, y]
  result = x
}
target "a" { args = { A = f(1) } }
