variable "NAME" { type = string }
variable "PORTS" {
  type    = list(number)
  default = [80, "443"]
}
variable "LABELS" {
  type    = map(string)
  default = { tier = 1 }
}
variable "SPEC" {
  type    = object({ os = string, cpu = optional(number) })
  default = { os = "linux" }
}
variable "PAIR" {
  type    = tuple([string, bool])
  default = [1, "true"]
}
variable "ANY" { type = any }
variable "TAGS" {
  type    = set(string)
  default = ["b", "a", "b"]
}
target "default" {
  args = {
    NAME   = NAME
    PORTS  = join(",", PORTS)
    LABELS = jsonencode(LABELS)
    SPEC   = jsonencode(SPEC)
    PAIR   = jsonencode(PAIR)
    ANY    = ANY
    TAGS   = join(",", TAGS)
  }
}
