variable "TAG" { default = "latest" }
variable "EMPTY" {}
variable "COUNT" { default = 3 }
variable "ON" { default = true }
target "default" {
  tags = ["app:${TAG}"]
  args = { EMPTY = EMPTY, NEXT = COUNT + 1, ON = ON, SET = EMPTY == "" ? "unset" : "set" }
}
