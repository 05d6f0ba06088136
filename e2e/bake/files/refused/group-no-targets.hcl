group "g" {
  description = "x"
}
