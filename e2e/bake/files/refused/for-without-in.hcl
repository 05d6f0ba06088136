target "a" {
  tags = [for x of ["a"] : x]
}
