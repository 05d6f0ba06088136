group "default" {
  targets = ["app", "dbb"]
}
target "app" {}
target "db" {}
