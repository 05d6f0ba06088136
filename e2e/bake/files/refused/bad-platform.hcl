target "a" {
  platforms = ["not a platform"]
}
