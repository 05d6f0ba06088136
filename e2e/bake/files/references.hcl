target "base" {
  args = { VERSION = "22", FLAVOR = "slim" }
  tags = ["base:${target.late.args.N}"]
}
target "app" {
  args = { FROM = "node:${target.base.args.VERSION}-${target.base.args["FLAVOR"]}" }
  tags = [for t in target.base.tags : "app-${t}"]
}
target "late" { args = { N = 1 } }
group "default" { targets = ["app"] }
group "again" { targets = group.default.targets }
