target "base" {
  args    = { A = "1" }
  tags    = ["a"]
  target  = "x"
  context = "ctx"
}
target "default" {
  inherits   = ["base"]
  args       = null
  tags       = null
  target     = null
  context    = null
  dockerfile = null
  platforms  = null
  labels     = { gone = null, kept = "1" }
}
target "empty" {
  inherits = ["base"]
  tags     = []
  args     = {}
}
