package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/akuity/kargo/pkg/expressions"
)

// changed is a string that Kargo takes for something else, or refuses, although it compiles no expression in it.
type changed struct {
	Object string `json:"object"`
	Path   string `json:"path"`
	Text   string `json:"text"`
	Value  string `json:"value"`
}

// template is a string in which Kargo compiles expressions.
type template struct {
	Object string `json:"object"`
	Path   string `json:"path"`
	Text   string `json:"text"`
	// Expressions are the forms of what was compiled: string literals are left out, but for the keys of our own maps.
	Expressions []string `json:"expressions"`
	// Literals are the string literals in them, each once.
	Literals []string `json:"literals"`
	Calls    []call   `json:"calls"`
	Error    string   `json:"error,omitempty"`
}

func titleOf(object map[string]any) string {
	metadata, _ := object["metadata"].(map[string]any)
	return fmt.Sprint(object["kind"], " ", metadata["name"])
}

func (a *answer) addStrings(object, path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			a.addString(object, path+"."+key+" (key)", key)
			a.addStrings(object, path+"."+key, value[key])
		}
	case []any:
		for index, item := range value {
			a.addStrings(object, path+"["+strconv.Itoa(index)+"]", item)
		}
	case string:
		a.addString(object, path, value)
	}
}

func (a *answer) addString(object, path, text string) {
	a.Strings++
	recorder := &recorder{}
	value, err := expressions.EvaluateTemplate(text, anyEnvironment(recorder), recorder.options(anyImage)...)
	if len(recorder.compiled) == 0 {
		if value != text {
			a.Changed = append(a.Changed, changed{object, path, text, fmt.Sprintf("%v %v", value, err)})
		}
		return
	}
	found := template{Object: object, Path: path, Text: text, Calls: append([]call{}, recorder.calls...)}
	found.Expressions, found.Literals = recorder.forms()
	if err != nil {
		found.Error = err.Error()
	}
	a.Templates = append(a.Templates, found)
}
