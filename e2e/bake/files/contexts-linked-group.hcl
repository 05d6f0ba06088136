# Only the group's target is asked for; what it takes as a context comes along.
group "default" { targets = ["top"] }
target "top" { contexts = { mid = "target:mid" } }
target "mid" { contexts = { low = "target:low" } }
target "low" { tags = ["low"] }
