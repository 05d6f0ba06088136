variable "A" {
  type = strings
  default = "x"
}
target "a" {}
