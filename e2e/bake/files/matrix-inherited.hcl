target "_common" { args = { COMMON = "yes" } }
target "app" {
  inherits = ["_common"]
  matrix   = { tgt = ["web", "worker"] }
  name     = tgt
  target   = tgt
}
target "extra" {
  inherits = ["web"]
  contexts = { worker = "target:worker" }
}
