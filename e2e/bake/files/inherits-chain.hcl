// Three layers: the nearest wins, args are merged, tags are not.
target "base" {
  context   = "base"
  args      = { A = "base", B = "base", C = "base" }
  tags      = ["base:1"]
  platforms = ["linux/amd64"]
}
target "middle" {
  inherits = ["base"]
  args     = { B = "middle", C = null }
  target   = "middle"
}
target "leaf" {
  inherits  = ["middle"]
  args      = { C = "leaf" }
  tags      = ["leaf:1", "leaf:1", ""]
  platforms = ["linux/arm64", "linux/amd64"]
}
