target "node" {
  name   = "node-${version}-${replace(flavor.name, ".", "-")}"
  matrix = {
    version = ["20", "22"]
    flavor  = [{ name = "slim", base = "bookworm-slim" }, { name = "alpine3.20", base = "alpine3.20" }]
  }
  args = { BASE = "node:${version}-${flavor.base}" }
  tags = ["ghcr.io/acme/node:${version}-${flavor.name}"]
}
group "default" { targets = ["node"] }
