package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// exitShown is the exit code by which the executor says that the user has already read what went wrong.
const exitShown = 32

// host implements the calls the engine makes; the embedded type answers "unimplemented" to the rest.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine    string
	cancelled context.Context
	cancel    context.CancelFunc
}

// newHost returns a host for the engine at this address; it stops its program when ctx ends.
func newHost(ctx context.Context, engine string) *host {
	cancelled, cancel := context.WithCancel(ctx)
	return &host{engine: engine, cancelled: cancelled, cancel: cancel}
}

// GetPluginInfo returns the host's version: that of the SDK it is built from.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// Cancel stops the running program.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.cancel()
	return &emptypb.Empty{}, nil
}

// Run executes a program in one interpreter.
func (h *host) Run(ctx context.Context, req *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	env, err := environmentOf(req.Info)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(h.cancelled, stop)()
	cmd, err := env.executor(ctx, os.Environ(), req, "program", h.engine)
	if err != nil {
		return nil, err
	}
	cmd.Dir, cmd.Stdout, cmd.Stderr = req.Pwd, os.Stdout, os.Stderr
	return outcome(ctx, cmd.Run()), nil
}

// outcome tells the engine how a program ended; Bail means that there is nothing left to say.
func outcome(ctx context.Context, err error) *pulumirpc.RunResponse {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}
	case ctx.Err() != nil, errors.As(err, &exit) && exit.ExitCode() == exitShown:
		return &pulumirpc.RunResponse{Bail: true}
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the Python program ended early: %v", err)}
	}
}

// GetRequiredPackages names the provider plugins whose SDKs are installed; a provider folder, which only shares the
// program's environment, needs none of them.
func (h *host) GetRequiredPackages(
	_ context.Context, req *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	env, err := environmentOf(req.Info)
	if err != nil {
		return nil, err
	}
	if exists(filepath.Join(req.Info.ProgramDirectory, "PulumiPlugin.yaml")) {
		return &pulumirpc.GetRequiredPackagesResponse{}, nil
	}
	packages, err := env.packages()
	return &pulumirpc.GetRequiredPackagesResponse{Packages: packages}, err
}

// About describes the Python installation without starting it: the engine asks at every update.
func (h *host) About(_ context.Context, req *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	env, err := environmentOf(req.Info)
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{
		Executable: env.python(),
		Version:    env.version(),
		Metadata:   map[string]string{"virtualenv": env.folder},
	}, nil
}

// GetProgramDependencies lists every installed distribution.
func (h *host) GetProgramDependencies(
	_ context.Context, req *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	env, err := environmentOf(req.Info)
	if err != nil {
		return nil, err
	}
	installed, err := env.distributions()
	return &pulumirpc.GetProgramDependenciesResponse{Dependencies: installed}, err
}

// InstallDependencies makes the virtual environment where there is none and installs requirements.txt, if any.
func (h *host) InstallDependencies(
	req *pulumirpc.InstallDependenciesRequest, server pulumirpc.LanguageRuntime_InstallDependenciesServer,
) error {
	env, err := virtualenvOf(req.Info)
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeInstallDependenciesStreams(server, req.IsTerminal)
	if err != nil {
		return err
	}
	for _, args := range env.installation(req.Info.ProgramDirectory) {
		cmd := exec.CommandContext(server.Context(), args[0], args[1:]...)
		cmd.Env, cmd.Dir = env.variables(os.Environ()), req.Info.ProgramDirectory
		cmd.Stdout, cmd.Stderr = stdout, stderr
		if err := cmd.Run(); err != nil {
			return errors.Join(fmt.Errorf("%v failed: %w", args, err), closer.Close())
		}
	}
	return closer.Close()
}
