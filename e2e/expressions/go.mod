module example.invalid/expressions

go 1.26.8

require (
	github.com/akuity/kargo v1.11.2
	github.com/expr-lang/expr v1.17.8
)

require go.yaml.in/yaml/v3 v3.0.4 // indirect
