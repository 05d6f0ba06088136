variable "REGISTRY" { default = "ghcr.io" }
variable "OWNER" { default = "acme" }
variable "REPO" { default = "${REGISTRY}/${OWNER}" }
variable "TAG" { default = "${REPO}/app:${VERSION}" }
variable "VERSION" { default = "1.10" }
target "default" { tags = [TAG, "${REPO}/app:latest"] }
