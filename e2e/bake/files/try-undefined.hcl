target "default" {
  args = { A = try(NOT_THERE, "fallback"), B = can(ALSO_NOT) ? "yes" : "no" }
}
