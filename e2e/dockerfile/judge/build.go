package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerui"
)

const (
	imageScheme = "docker-image://"
	syntaxArg   = "BUILDKIT_SYNTAX"
)

// build does for one platform what BuildKit's Dockerfile frontend does up to the point where it hands its work to the
// solver. A panic is a refusal: a build would end with it, too.
func build(asked question, platform string) (rec *recorder, definition *llb.Definition, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
		}
	}()
	if rec, err = newRecorder(asked, platform); err != nil {
		return nil, nil, err
	}
	client, err := dockerui.NewClient(rec)
	if err != nil {
		return nil, nil, err
	}
	result, err := dockerfile2llb.Dockerfile2LLB(context.Background(), []byte(asked.Text), convertOptions(client, rec))
	if err != nil {
		return nil, nil, err
	}
	definition, err = result.State.Marshal(context.Background())
	return rec, definition, err
}

func convertOptions(client *dockerui.Client, recorder *recorder) dockerfile2llb.ConvertOpt {
	options := dockerfile2llb.ConvertOpt{
		Config:       client.Config,
		Client:       client,
		MetaResolver: recorder,
		// Without a place to warn to, `# check=error=true` would have no effect.
		Warn: func(string, string, string, string, []parser.Range) {},
	}
	if len(client.TargetPlatforms) > 0 {
		options.TargetPlatform = &client.TargetPlatforms[0]
	}
	return options
}

// findFrontend names the image that BuildKit would hand the file to. Its gateway refuses what is no reference.
func findFrontend(asked question) (*string, error) {
	written, isGiven := asked.BuildArgs[syntaxArg]
	var place []parser.Range
	if isGiven {
		written, _, _ = strings.Cut(strings.TrimSpace(written), " ")
	} else {
		var ok bool
		if written, _, place, ok = parser.DetectSyntax([]byte(asked.Text)); !ok {
			return nil, nil
		}
	}
	named, err := reference.ParseNormalizedNamed(written)
	if err != nil {
		return nil, parser.WithLocation(err, place)
	}
	canonical := reference.TagNameOnly(named).String()
	return &canonical, nil
}

// buildOptions are what a client of BuildKit, such as buildx, makes of the same wishes.
func buildOptions(asked question, platform string) (map[string]string, error) {
	options := map[string]string{}
	for name, value := range asked.BuildArgs {
		options["build-arg:"+name] = value
	}
	if platform != "" {
		options["platform"] = platform
	}
	if asked.Target != "" {
		options["target"] = asked.Target
	}
	for name, value := range asked.Contexts {
		named, err := reference.ParseNormalizedNamed(name)
		if err != nil {
			return nil, fmt.Errorf("named context %q: %w", name, err)
		}
		name = strings.TrimSuffix(reference.FamiliarString(named), ":latest")
		options["context:"+name] = contextValue(name, value)
	}
	return options, nil
}

// contextValue keeps images. All else is files, which are as good as any others here.
func contextValue(name, value string) string {
	if strings.HasPrefix(value, imageScheme) {
		return value
	}
	return inputScheme + name
}

// lineOf is the first line that BuildKit points at, 0 for none.
func lineOf(err error) int {
	var located *parser.LocationError
	if !errors.As(err, &located) || len(located.Locations) == 0 || len(located.Locations[0]) == 0 {
		return 0
	}
	return located.Locations[0][0].Start.Line
}
