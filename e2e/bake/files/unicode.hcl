variable "naïve-näme" { default = "ü" }
target "default" {
  labels = { "org.ünïcode" = naïve-näme }
  args   = { SMILE = "\U0001F600", ACCENT = "e\u0301" }
}
