# A group that holds the target of its own name.
group "app" { targets = ["app", "tools"] }
target "app" { dockerfile = "app" }
target "tools" { dockerfile = "tools" }
