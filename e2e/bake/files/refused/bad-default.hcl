variable "A" {
  type = number
  default = "many"
}
target "a" {}
