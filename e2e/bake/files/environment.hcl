variable "TAG" { default = "default" }
variable "COUNT" { default = 1 }
variable "ON" { default = false }
variable "LIST" {
  type    = list(string)
  default = ["x"]
}
variable "MAP" { type = map(number) }
variable "OBJECT" {
  type    = object({ a = number, b = string })
  default = { a = 1, b = "x" }
}
variable "NO_DEFAULT" {}
variable "PRECISE" { default = 1 }
top = "attributes are not set from outside"
TAG_COPY = TAG
target "default" {
  args = {
    TAG     = TAG
    COPY    = TAG_COPY
    COUNT   = COUNT + 1
    ON      = ON ? "on" : "off"
    LIST    = join("|", LIST)
    MAP     = jsonencode(MAP)
    OBJECT  = jsonencode(OBJECT)
    NONE    = NO_DEFAULT
    TOP     = top
    PRECISE = PRECISE + 0.2
  }
}
