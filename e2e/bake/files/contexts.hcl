target "base" { dockerfile = "base.Dockerfile" }
target "app" {
  contexts = {
    base                        = "target:base"
    alpine                      = "docker-image://alpine:3.20"
    src                         = "../src"
    "ghcr.io/acme/base:1"       = "docker-image://ghcr.io/acme/base:2"
    upstream                    = "https://github.com/acme/app.git#main"
  }
}
target "top" { contexts = { app = "target:app" } }
