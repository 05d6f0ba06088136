variable "TAG" { default = "override" }
target "app" {
  args      = { A = "override", B = "new" }
  platforms = ["linux/arm64"]
}
target "extra" { inherits = ["app"] }
group "default" { targets = ["app", "extra"] }
