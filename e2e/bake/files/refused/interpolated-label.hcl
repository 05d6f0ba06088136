target "a${1}" {}
