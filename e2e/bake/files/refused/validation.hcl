variable "A" {
  default = 5
  validation {
    condition = A < 3
    error_message = "A must be small"
  }
}
target "a" {}
