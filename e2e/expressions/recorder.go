package main

import (
	"maps"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// call is a call of a function with which expressions reach what is not in the manifest.
type call struct {
	Name string `json:"name"`
	Args []any  `json:"args"`
}

type origin struct{ Name string }

type image struct{ RepoURL, Tag, Digest string }

// find looks for an image as Kargo does: by the letters of the repository, and by the Warehouse where one is named.
type find func(repository string, from *origin) (*image, error)

// recorder notes what is compiled and called.
type recorder struct {
	compiled []ast.Node
	calls    []call
}

// Visit is called for each part of an expression that Kargo compiles, the whole after its parts.
func (r *recorder) Visit(node *ast.Node) {
	parts := map[ast.Node]struct{}{}
	part := visitor(func(node ast.Node) { parts[node] = struct{}{} })
	whole := *node
	ast.Walk(&whole, part)
	r.compiled = slices.DeleteFunc(r.compiled, func(other ast.Node) bool {
		_, isPart := parts[other]
		return isPart
	})
	r.compiled = append(r.compiled, whole)
}

type visitor func(node ast.Node)

func (v visitor) Visit(node *ast.Node) { v(*node) }

// options has the functions that Kargo gives to expressions, apart from those that it adds itself.
func (r *recorder) options(find find) []expr.Option {
	note := func(name string, do func(args ...any) (any, error)) func(...any) (any, error) {
		return func(args ...any) (any, error) {
			r.calls = append(r.calls, call{name, args})
			return do(args...)
		}
	}
	data := func(args ...any) (any, error) {
		name, _ := args[0].(string)
		return map[string]string{"token": "token of " + name}, nil
	}
	options := []expr.Option{expr.Patch(r)}
	for _, name := range []string{"secret", "sharedSecret", "configMap", "sharedConfigMap", "freightMetadata", "stageMetadata"} {
		options = append(options, expr.Function(name, note(name, data), new(func(string) map[string]string)))
	}
	return append(options,
		expr.Function("warehouse", note("warehouse", func(args ...any) (any, error) {
			name, _ := args[0].(string)
			return origin{name}, nil
		}), new(func(string) origin)),
		expr.Function("imageFrom", note("imageFrom", func(args ...any) (any, error) {
			repository, _ := args[0].(string)
			if len(args) < 2 {
				return find(repository, nil)
			}
			from, _ := args[1].(origin)
			return find(repository, &from)
		}), new(func(string) *image), new(func(string, origin) *image)),
	)
}

// forms are the compiled expressions without the texts in them, and these texts.
func (r *recorder) forms() (expressions, literals []string) {
	found := map[string]struct{}{}
	expressions, literals = []string{}, []string{}
	for _, node := range r.compiled {
		// A tree of its own: what Kargo compiled is to be run as it is.
		tree, err := parser.Parse(node.String())
		if err != nil {
			expressions = append(expressions, "not parsed again: "+err.Error())
			continue
		}
		ast.Walk(&tree.Node, formVisitor{found})
		expressions = append(expressions, tree.Node.String())
	}
	return expressions, slices.AppendSeq(literals, maps.Keys(found))
}

// formVisitor takes the texts out of an expression. Keys of maps stay, unless the map is a table to look something up in.
type formVisitor struct{ found map[string]struct{} }

func (v formVisitor) Visit(node *ast.Node) {
	switch node := (*node).(type) {
	case *ast.PairNode:
		v.take(node.Value)
	case *ast.MemberNode:
		if table, ok := node.Node.(*ast.MapNode); ok {
			for _, pair := range table.Pairs {
				v.take(pair.(*ast.PairNode).Key)
			}
			table.Pairs = nil
		}
	case *ast.BinaryNode:
		v.take(node.Left)
		v.take(node.Right)
	case *ast.CallNode:
		for _, argument := range node.Arguments {
			v.take(argument)
		}
	case *ast.BuiltinNode:
		for _, argument := range node.Arguments {
			v.take(argument)
		}
	}
}

func (v formVisitor) take(node ast.Node) {
	if text, ok := node.(*ast.StringNode); ok {
		v.found[text.Value] = struct{}{}
		text.Value = "…"
	}
}
