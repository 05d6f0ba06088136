package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	gateway "github.com/moby/buildkit/frontend/gateway/client"
	gatewaypb "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
	dockerspec "github.com/moby/docker-image-spec/specs-go/v1"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	"github.com/tonistiigi/fsutil/types"
)

const (
	inputScheme          = "input:"
	defaultBuildPlatform = "linux/amd64"
	mostLookups          = 3000
)

// recorder stands for BuildKit's daemon. It knows every image and no files, and writes down which images it is asked for.
type recorder struct {
	options       map[string]string
	onBuild       map[string][]string
	buildPlatform ocispecs.Platform

	// BuildKit asks for several images at once.
	mutex   sync.Mutex
	asked   map[string][]string
	lookups int
}

var _ gateway.Client = (*recorder)(nil)

func newRecorder(asked question, platform string) (*recorder, error) {
	options, err := buildOptions(asked, platform)
	if err != nil {
		return nil, err
	}
	written := asked.BuildPlatform
	if written == "" {
		written = defaultBuildPlatform
	}
	buildPlatform, err := platforms.Parse(written)
	if err != nil {
		return nil, err
	}
	return &recorder{options: options, onBuild: asked.OnBuild, buildPlatform: buildPlatform, asked: map[string][]string{}}, nil
}

// ResolveImageConfig gives every image the platform that it is asked for, one layer, and its ONBUILD triggers.
func (r *recorder) ResolveImageConfig(_ context.Context, image string, options sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	platform := r.buildPlatform
	if options.ImageOpt != nil && options.ImageOpt.Platform != nil {
		platform = *options.ImageOpt.Platform
	}
	if err := r.note(image, formatPlatform(platform)); err != nil {
		return "", "", nil, err
	}
	config := dockerspec.DockerOCIImage{}
	config.Platform = platform
	config.RootFS.Type = "layers"
	config.RootFS.DiffIDs = []digest.Digest{digest.FromString(image)}
	config.Config.OnBuild = r.onBuild[image]
	bytes, err := json.Marshal(config)
	return image, "", bytes, err
}

// formatPlatform leaves out the version and the features of an operating system.
func formatPlatform(platform ocispecs.Platform) string {
	return platforms.Format(platforms.Normalize(platform))
}

// note fails after very many lookups: triggers of an image that name it again would go on without end.
func (r *recorder) note(image, platform string) error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.lookups++
	if r.lookups > mostLookups {
		return errEndless
	}
	if !slices.Contains(r.asked[image], platform) {
		r.asked[image] = append(r.asked[image], platform)
	}
	return nil
}

func (r *recorder) BuildOpts() gateway.BuildOpts {
	return gateway.BuildOpts{
		Opts:      r.options,
		SessionID: "judge",
		Workers:   []gateway.WorkerInfo{{Platforms: []ocispecs.Platform{r.buildPlatform}}},
		LLBCaps:   pb.Caps.CapSet(pb.Caps.All()),
		Caps:      gatewaypb.Caps.CapSet(gatewaypb.Caps.All()),
	}
}

// Inputs has nothing in each named context that is no image.
func (r *recorder) Inputs(context.Context) (map[string]llb.State, error) {
	inputs := map[string]llb.State{}
	for _, value := range r.options {
		if name, ok := strings.CutPrefix(value, inputScheme); ok {
			inputs[name] = llb.Scratch()
		}
	}
	return inputs, nil
}

// Solve is asked for .dockerignore alone.
func (r *recorder) Solve(context.Context, gateway.SolveRequest) (*gateway.Result, error) {
	result := gateway.NewResult()
	result.SetRef(noFiles{})
	return result, nil
}

func (r *recorder) ResolveSourceMetadata(context.Context, *pb.SourceOp, sourceresolver.Opt) (*sourceresolver.MetaResponse, error) {
	return nil, errUnused
}

func (r *recorder) NewContainer(context.Context, gateway.NewContainerRequest) (gateway.Container, error) {
	return nil, errUnused
}

func (r *recorder) Warn(context.Context, digest.Digest, string, gateway.WarnOpts) error {
	return nil
}

var (
	errUnused  = errors.New("the judge can not do that")
	errNoFile  = errors.New("there is no such file")
	errEndless = errors.New("the triggers of the bases have no end")
)

// noFiles is an empty folder.
type noFiles struct{}

func (noFiles) ToState() (llb.State, error)    { return llb.Scratch(), nil }
func (noFiles) Evaluate(context.Context) error { return nil }

func (noFiles) ReadFile(context.Context, gateway.ReadRequest) ([]byte, error) {
	return nil, errNoFile
}

func (noFiles) StatFile(context.Context, gateway.StatRequest) (*types.Stat, error) {
	return nil, errNoFile
}

func (noFiles) ReadDir(context.Context, gateway.ReadDirRequest) ([]*types.Stat, error) {
	return nil, errNoFile
}
