group "default" {
  targets     = ["images", "lint"]
  description = "all of it"
}
group "images" { targets = ["app", "db"] }
target "app" {}
target "db" { context = "db/" }
target "lint" { target = "lint" }
