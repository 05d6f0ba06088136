# bake ignores fields and blocks that it does not know.
target "default" {
  tagz = ["a"]
  tags = ["b"]
  x-bake {
    something = 1
  }
}
something "else" {
  a = 1
}
