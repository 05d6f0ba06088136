target "a" {}
}
