/* Two parents: the later one wins over the earlier. */
target "a" {
  args = { X = "a", ONLY_A = "1" }
  dockerfile = "a.Dockerfile"
}
target "b" {
  args = { X = "b" }
  contexts = { src = "./src", tmp = "./tmp" }
}
target "c" {
  inherits = ["a", "b"]
  contexts = { tmp = "" }
}
target "d" { inherits = ["b", "a"] }
