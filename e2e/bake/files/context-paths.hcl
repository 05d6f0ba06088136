target "dot" { context = "./a/../b//c/" }
target "up" { context = "../../x" }
target "root" { context = "/abs/./x" }
target "empty" { context = "" }
target "cwd" { context = "cwd://sub/" }
target "command" { context = BAKE_CMD_CONTEXT }
target "git" { context = "https://github.com/acme/app.git#main:docker" }
target "dockerfile" {
  context    = "x"
  dockerfile = "../Dockerfile"
}
target "no-dockerfile" { dockerfile = "" }
