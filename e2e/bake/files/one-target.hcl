# The smallest file that builds something.
target "default" {
  dockerfile = "docker/Dockerfile"
  tags       = ["ghcr.io/acme/app:1"]
}
