// Command judge says what BuildKit itself would pull for a Dockerfile. It reads one question a line, as JSON, and
// answers each with one line, in the same order. Nothing is pulled and no network is used.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// question is a Dockerfile with what a build is told beside it.
type question struct {
	Text string `json:"text"`
	// Platform and Platforms are the platforms to build for; without any it is the build platform.
	Platform      string            `json:"platform"`
	Platforms     []string          `json:"platforms"`
	BuildPlatform string            `json:"buildPlatform"`
	Target        string            `json:"target"`
	BuildArgs     map[string]string `json:"buildArgs"`
	// OnBuild has the ONBUILD triggers of images, by canonical reference.
	OnBuild  map[string][]string `json:"onBuild"`
	Contexts map[string]string   `json:"contexts"`
}

type pulled struct {
	OK bool `json:"ok"`
	// Pulls are canonical references, each once and sorted: no scratch, no stage, not the frontend.
	Pulls []string `json:"pulls"`
	// Platforms are those that each reference is asked for, sorted: os/arch[/variant].
	Platforms map[string][]string `json:"platforms"`
	// Unread are the pulls of which the build asks for the configuration alone: the definition holds no layers of them.
	Unread   []string `json:"unread"`
	Frontend *string  `json:"frontend"`
}

type refused struct {
	OK    bool   `json:"ok"`
	Error string `json:"error"`
	// Line counts from 1; it is left out where BuildKit tells none.
	Line     int     `json:"line,omitempty"`
	Frontend *string `json:"frontend"`
}

func main() {
	judge := answer
	if len(os.Args) == 2 && os.Args[1] == "--parse-only" {
		judge = parse
	}
	if err := serve(os.Stdin, os.Stdout, judge); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// parse goes through BuildKit's parser alone, so that its time can be measured.
func parse(asked question) (any, error) {
	_, err := parser.Parse(strings.NewReader(asked.Text))
	return struct {
		OK bool `json:"ok"`
	}{err == nil}, nil
}

// serve answers until the questions end. It hands on what it has written whenever it has to wait for the next one.
func serve(in io.Reader, out io.Writer, judge func(question) (any, error)) error {
	reader := bufio.NewReaderSize(in, 1<<16)
	writer := bufio.NewWriter(out)
	encoder := json.NewEncoder(writer)
	for {
		line, err := reader.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return err
		}
		var asked question
		if err := json.Unmarshal(line, &asked); err != nil {
			return fmt.Errorf("no question: %w", err)
		}
		answered, err := judge(asked)
		if err != nil {
			return err
		}
		if err := encoder.Encode(answered); err != nil {
			return err
		}
		if reader.Buffered() > 0 {
			continue
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
}

// answer joins the builds for all platforms; the first refusal is the answer, as in a build.
// An error means that this program is wrong.
func answer(asked question) (any, error) {
	frontend, err := findFrontend(asked)
	if err != nil {
		return refused{Error: err.Error(), Line: lineOf(err)}, nil
	}
	found := newPulls()
	for _, platform := range wantedPlatforms(asked) {
		recorder, definition, err := build(asked, platform)
		if err != nil {
			return refused{Error: err.Error(), Line: lineOf(err), Frontend: frontend}, nil
		}
		if err := found.add(recorder, definition); err != nil {
			return nil, err
		}
	}
	return found.answer(frontend), nil
}

func wantedPlatforms(asked question) []string {
	wanted := asked.Platforms
	if asked.Platform != "" {
		wanted = append(wanted, asked.Platform)
	}
	if len(wanted) == 0 {
		return []string{""}
	}
	return wanted
}
