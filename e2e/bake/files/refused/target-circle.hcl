target "a" { args = { X = target.b.args.X } }
target "b" { args = { X = target.a.args.X } }
