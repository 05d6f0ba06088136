variable "REG" { default = "ghcr.io" }
function "tag" {
  params          = [name]
  variadic_params = rest
  result          = concat(["${REG}/${name}"], [for r in rest : "${REG}/${name}:${r}"])
}
function "double" {
  params = [n]
  result = n * 2
}
function "quadruple" {
  params = [n]
  result = double(double(n))
}
target "default" {
  tags = tag("app", "1", "latest")
  args = { N = quadruple(2.5) }
}
