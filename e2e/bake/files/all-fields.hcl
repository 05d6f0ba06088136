target "default" {
  description     = "everything that bake knows"
  annotations     = ["index:a=b"]
  attest          = ["type=sbom", "type=provenance,mode=max"]
  args            = { A = "1" }
  cache-from      = ["type=registry,ref=ghcr.io/acme/cache"]
  cache-to        = ["type=inline"]
  call            = "build"
  context         = "."
  contexts        = { a = "docker-image://alpine" }
  dockerfile      = "Dockerfile"
  entitlements    = ["network.host"]
  extra-hosts     = { h = "1.2.3.4" }
  labels          = { l = "1" }
  network         = "host"
  no-cache        = false
  no-cache-filter = ["build"]
  output          = ["type=image"]
  platforms       = ["linux/amd64", "linux/arm64/v8"]
  pull            = true
  secret          = ["id=token,env=TOKEN"]
  shm-size        = "128m"
  tags            = ["a:1"]
  target          = "release"
  ulimits         = ["nofile=1024:1024"]
}
