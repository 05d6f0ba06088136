variable "VERSIONS" { default = "3.10,3.11" }
target "py" {
  matrix = { v = split(",", VERSIONS) }
  name   = sanitize("py-${v}")
  args   = { PYTHON = v, MINOR = element(split(".", v), 1) }
}
