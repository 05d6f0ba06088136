package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/solver/pb"
)

// pulls joins what builds for several platforms take from registries.
//
// That is both what the resolver is asked for and what the definition holds, for neither is part of the other. A build
// reads the configuration of an image of which it uses no layer: one in `from` of a mount whose type takes no files, or
// one for a stage that a named context replaces. It fails where such an image is missing. And a definition can hold an
// image whose configuration nobody asked for: one in a stage that the target needs only because of a trigger of its
// base, since BuildKit has settled by then which images it looks up.
type pulls struct {
	platforms map[string]map[string]struct{}
	read      map[string]struct{}
}

func newPulls() *pulls {
	return &pulls{platforms: map[string]map[string]struct{}{}, read: map[string]struct{}{}}
}

func (p *pulls) add(recorder *recorder, definition *llb.Definition) error {
	for image, platforms := range recorder.asked {
		for _, platform := range platforms {
			p.note(image, platform)
		}
	}
	for _, bytes := range definition.Def {
		var op pb.Op
		if err := op.UnmarshalVT(bytes); err != nil {
			return err
		}
		if image, ok := strings.CutPrefix(op.GetSource().GetIdentifier(), imageScheme); ok {
			p.note(image, formatPlatform(op.Platform.Spec()))
			p.read[image] = struct{}{}
		}
	}
	return nil
}

func (p *pulls) note(image, platform string) {
	if p.platforms[image] == nil {
		p.platforms[image] = map[string]struct{}{}
	}
	p.platforms[image][platform] = struct{}{}
}

func (p *pulls) answer(frontend *string) pulled {
	answer := pulled{OK: true, Pulls: sortedKeys(p.platforms), Platforms: map[string][]string{}, Unread: []string{}, Frontend: frontend}
	for _, image := range answer.Pulls {
		answer.Platforms[image] = sortedKeys(p.platforms[image])
		if _, isRead := p.read[image]; !isRead {
			answer.Unread = append(answer.Unread, image)
		}
	}
	return answer
}

func sortedKeys[V any](set map[string]V) []string {
	keys := slices.AppendSeq([]string{}, maps.Keys(set))
	slices.Sort(keys)
	return keys
}
