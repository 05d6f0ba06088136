variable "LEVEL" {
  default     = 2
  description = "between 1 and 3"
  validation {
    condition     = LEVEL >= 1
    error_message = "too low"
  }
  validation {
    condition     = LEVEL <= 3
    error_message = "too high"
  }
}
target "default" { args = { LEVEL = LEVEL } }
