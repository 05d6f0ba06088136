variable "PUSH" { default = "" }
variable "CI" { default = false }
target "default" {
  tags      = PUSH == "" ? ["local"] : ["ghcr.io/acme/app:${PUSH}"]
  platforms = CI ? ["linux/amd64", "linux/arm64"] : null
  args      = { MODE = equal(CI, true) ? "ci" : "dev", MAYBE = notequal("", PUSH) ? PUSH : null }
  target    = CI ? "release" : null
}
