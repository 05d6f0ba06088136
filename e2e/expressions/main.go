// Command kargo-expressions says what Kargo makes of manifests: it puts every string of every object through Kargo's own
// evaluation of expressions, and carries out each Stage's Promotion up to the point where Kargo would hand the
// configuration to a step. It reads one question a line, as JSON, and answers each with one line, in the same order.
// No cluster and no network is used: what the functions of expressions would look up there, they are told.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// question has the objects of a manifest, and what registries hold.
type question struct {
	Objects []map[string]any `json:"objects"`
	// Published has the newest image by repository, as Warehouses write it.
	Published map[string]published `json:"published"`
}

type published struct {
	Tag    string `json:"tag"`
	Digest string `json:"digest"`
}

type answer struct {
	// Strings is how many were evaluated one by one.
	Strings int `json:"strings"`
	// Changed are those without an expression that do not come out as they went in: there should be none.
	Changed    []changed   `json:"changed"`
	Templates  []template  `json:"templates"`
	Promotions []promotion `json:"promotions"`
	Arguments  []arguments `json:"arguments"`
}

func main() {
	if err := serve(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers until the questions end. It hands on what it has written whenever it has to wait for the next one.
func serve(in io.Reader, out io.Writer) error {
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
		if err := encoder.Encode(answerTo(asked)); err != nil {
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

func answerTo(asked question) answer {
	given := answer{Changed: []changed{}, Templates: []template{}, Promotions: []promotion{}, Arguments: []arguments{}}
	for _, object := range asked.Objects {
		given.addStrings(titleOf(object), "", object)
	}
	cluster := newCluster(asked)
	for _, stage := range cluster.stages {
		given.Promotions = append(given.Promotions, cluster.promote(stage)...)
		if values := cluster.verify(stage); values != nil {
			given.Arguments = append(given.Arguments, *values)
		}
	}
	return given
}
