variable "TAG" { default = "1" }
variable "KEEP" { default = "kept" }
group "default" { targets = ["app"] }
target "app" {
  tags = ["app:${TAG}"]
  args = { A = "base", KEEP = KEEP }
}
