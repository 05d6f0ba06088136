package main

import (
	"encoding/json"
	"fmt"
	"maps"

	"github.com/akuity/kargo/pkg/expressions"
)

// promotion is what a Stage does with Freight of one Warehouse.
type promotion struct {
	Stage  string `json:"stage"`
	Origin string `json:"origin"`
	Steps  []step `json:"steps"`
	Calls  []call `json:"calls"`
	Error  string `json:"error,omitempty"`
}

// step has the configuration that Kargo would hand to the program of the step.
type step struct {
	As     string         `json:"as"`
	Uses   string         `json:"uses"`
	Config map[string]any `json:"config"`
}

// arguments are those of the AnalysisRun that verifies Freight of a Stage.
type arguments struct {
	Stage  string            `json:"stage"`
	Values map[string]string `json:"values"`
	Calls  []call            `json:"calls"`
	Error  string            `json:"error,omitempty"`
}

type manifest struct {
	Kind     string `json:"kind"`
	Metadata struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	} `json:"metadata"`
	Spec spec `json:"spec"`
}

type spec struct {
	// Of a Warehouse.
	Subscriptions []struct {
		Image struct {
			RepoURL string `json:"repoURL"`
		} `json:"image"`
	} `json:"subscriptions"`
	// Of a Stage.
	RequestedFreight []struct {
		Origin struct {
			Name string `json:"name"`
		} `json:"origin"`
	} `json:"requestedFreight"`
	PromotionTemplate struct {
		Spec struct {
			Vars  []variable    `json:"vars"`
			Steps []writtenStep `json:"steps"`
		} `json:"spec"`
	} `json:"promotionTemplate"`
	Verification *struct {
		Args []variable `json:"args"`
	} `json:"verification"`
	// Of a PromotionTask.
	Steps []writtenStep `json:"steps"`
}

type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type writtenStep struct {
	Uses string `json:"uses"`
	Task *struct {
		Name string `json:"name"`
	} `json:"task"`
	As     string          `json:"as"`
	If     string          `json:"if"`
	Vars   []variable      `json:"vars"`
	Config json.RawMessage `json:"config"`
}

// cluster has the objects that Promotions are made of.
type cluster struct {
	published    map[string]published
	repositories map[string][]string
	tasks        map[string][]writtenStep
	stages       []manifest
}

func newCluster(asked question) cluster {
	made := cluster{asked.Published, map[string][]string{}, map[string][]writtenStep{}, nil}
	for _, object := range asked.Objects {
		if object["kind"] == "ConfigMap" || object["kind"] == "AnalysisTemplate" {
			continue
		}
		var read manifest
		bytes, err := json.Marshal(object)
		if err == nil {
			err = json.Unmarshal(bytes, &read)
		}
		if err != nil {
			panic(fmt.Errorf("%s: %w", titleOf(object), err))
		}
		switch read.Kind {
		case "Warehouse":
			for _, subscription := range read.Spec.Subscriptions {
				made.repositories[read.Metadata.Name] = append(made.repositories[read.Metadata.Name], subscription.Image.RepoURL)
			}
		case "PromotionTask":
			made.tasks[read.Metadata.Name] = read.Spec.Steps
		case "Stage":
			made.stages = append(made.stages, read)
		}
	}
	return made
}

// finder finds among the Freight that a Stage asks for.
func (c cluster) finder(stage manifest) find {
	return func(repository string, from *origin) (*image, error) {
		var found []image
		for _, requested := range stage.Spec.RequestedFreight {
			for _, watched := range c.repositories[requested.Origin.Name] {
				if watched != repository || (from != nil && from.Name != requested.Origin.Name) {
					continue
				}
				newest := c.published[watched]
				found = append(found, image{watched, newest.Tag, newest.Digest})
			}
		}
		if len(found) > 1 {
			return nil, fmt.Errorf("several Warehouses watch %s", repository)
		}
		if len(found) == 0 {
			return nil, nil
		}
		return &found[0], nil
	}
}

// promote carries out a Promotion for each Warehouse that the Stage gets Freight of.
func (c cluster) promote(stage manifest) []promotion {
	var promotions []promotion
	for _, requested := range stage.Spec.RequestedFreight {
		made := promotion{Stage: stage.Metadata.Name, Origin: requested.Origin.Name, Steps: []step{}, Calls: []call{}}
		recorder := &recorder{}
		run := run{recorder, c.finder(stage), environment(stage, requested.Origin.Name), map[string]any{}}
		for _, written := range stage.Spec.PromotionTemplate.Spec.Steps {
			for _, inflated := range c.inflate(written) {
				done, err := run.step(stage.Spec.PromotionTemplate.Spec.Vars, inflated)
				if err != nil {
					made.Error = err.Error()
					break
				}
				made.Steps = append(made.Steps, done...)
			}
		}
		made.Calls = append(made.Calls, recorder.calls...)
		promotions = append(promotions, made)
	}
	return promotions
}

// inflate puts the steps of a task in the place of the step that names it.
func (c cluster) inflate(written writtenStep) []writtenStep {
	if written.Task == nil {
		return []writtenStep{written}
	}
	var steps []writtenStep
	for _, step := range c.tasks[written.Task.Name] {
		step.Vars = append(append([]variable{}, written.Vars...), step.Vars...)
		steps = append(steps, step)
	}
	return steps
}

type run struct {
	recorder *recorder
	find     find
	env      map[string]any
	outputs  map[string]any
}

func (r run) step(global []variable, written writtenStep) ([]step, error) {
	vars := map[string]any{}
	env := maps.Clone(r.env)
	env["vars"] = vars
	env["outputs"] = r.outputs
	env["task"] = map[string]any{"outputs": r.outputs}
	for _, variable := range append(append([]variable{}, global...), written.Vars...) {
		value, err := expressions.EvaluateTemplate(variable.Value, env, r.recorder.options(r.find)...)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", variable.Name, err)
		}
		vars[variable.Name] = value
	}
	if written.If != "" {
		isWanted, err := r.isWanted(written, env)
		if err != nil || !isWanted {
			return nil, err
		}
	}
	evaluated, err := expressions.EvaluateJSONTemplate(written.Config, env, r.recorder.options(r.find)...)
	if err != nil {
		return nil, fmt.Errorf("configuration of %s: %w", written.As, err)
	}
	done := step{As: written.As, Uses: written.Uses}
	if err := json.Unmarshal(evaluated, &done.Config); err != nil {
		return nil, err
	}
	return []step{done}, nil
}

// isWanted says whether a step is for one of the ways in which the step before it can be refused.
func (r run) isWanted(written writtenStep, env map[string]any) (bool, error) {
	for _, status := range []int{422, 400} {
		r.outputs["informed"] = map[string]any{"status": status}
		value, err := expressions.EvaluateTemplate(written.If, env, r.recorder.options(r.find)...)
		if err != nil {
			return false, fmt.Errorf("condition of %s: %w", written.As, err)
		}
		isWanted, ok := value.(bool)
		if !ok || isWanted {
			return ok, nil
		}
	}
	return false, nil
}

// verify evaluates the arguments of an AnalysisRun; there is no Freight that it is for.
func (c cluster) verify(stage manifest) *arguments {
	if stage.Spec.Verification == nil {
		return nil
	}
	made := &arguments{Stage: stage.Metadata.Name, Values: map[string]string{}, Calls: []call{}}
	recorder := &recorder{}
	env := environment(stage, "")
	delete(env["ctx"].(map[string]any), "targetFreight")
	for _, argument := range stage.Spec.Verification.Args {
		value, err := expressions.EvaluateTemplate(argument.Value, env, recorder.options(c.finder(stage))...)
		text, ok := value.(string)
		if err != nil || !ok {
			made.Error = fmt.Sprintf("%s: %v is no text %v", argument.Name, value, err)
			break
		}
		made.Values[argument.Name] = text
	}
	made.Calls = append(made.Calls, recorder.calls...)
	return made
}

func environment(stage manifest, origin string) map[string]any {
	return map[string]any{
		"ctx": map[string]any{
			"project":       stage.Metadata.Namespace,
			"stage":         stage.Metadata.Name,
			"promotion":     stage.Metadata.Name + ".01m7ywjg82k4mqpbwyf8j0gahj.a93a58f",
			"targetFreight": map[string]any{"name": "a93a58fc351218ff8554a1ae87bae7495fbc9b79", "origin": map[string]any{"name": origin}},
		},
	}
}

// anyEnvironment has something under each name that our expressions use, so that none of them stops at the first.
func anyEnvironment(r *recorder) map[string]any {
	vars := map[string]any{}
	for _, name := range []string{"url", "ref", "secret", "image", "event", "watchedRepo"} {
		vars[name] = "any"
	}
	env := environment(manifest{}, "any")
	env["vars"] = vars
	env["task"] = map[string]any{"outputs": map[string]any{"informed": map[string]any{"status": 422}}}
	env["request"] = map[string]any{"body": map[string]any{"repoURL": "any"}}
	env["normalizeImage"] = func(text string) string {
		r.calls = append(r.calls, call{"normalizeImage", []any{text}})
		return text
	}
	return env
}

func anyImage(repository string, _ *origin) (*image, error) {
	return &image{repository, "any", "any"}, nil
}
