package main

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"sync"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// output is one of a plugin's two streams on its way to the engine.
type output struct {
	lock *sync.Mutex
	send func([]byte) error
}

// Write sends one piece; a gRPC stream takes one sender at a time, and a process writes both streams at once.
func (o output) Write(piece []byte) (int, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	return len(piece), o.send(piece)
}

// outputs returns a plugin's standard output and standard error.
func outputs(server pulumirpc.LanguageRuntime_RunPluginServer) (stdout, stderr io.Writer) {
	lock := &sync.Mutex{}
	stdout = output{lock, func(piece []byte) error {
		return server.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: piece},
		})
	}}
	stderr = output{lock, func(piece []byte) error {
		return server.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: piece},
		})
	}}
	return stdout, stderr
}

// RunPlugin runs a policy pack or a provider folder until it ends or the engine hangs up.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	env, err := environmentOf(req.Info)
	if err != nil {
		return err
	}
	stdout, stderr := outputs(server)
	if req.Kind == "analyzer" {
		err = runPolicyPack(server.Context(), env, req, stdout, stderr)
	} else {
		err = runProvider(server.Context(), env, req, stdout, stderr)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return server.Send(&pulumirpc.RunPluginResponse{
			Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())},
		})
	}
	return err
}

// runProvider runs `python FOLDER args`: the folder's __main__.py serves the provider.
func runProvider(
	ctx context.Context, env environment, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer,
) error {
	args := append([]string{"-u", req.Info.ProgramDirectory}, req.Args...)
	cmd := env.command(ctx, req.Env, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = req.Pwd, stdout, stderr
	return cmd.Run()
}

// runPolicyPack runs `python -m pulumi.policy ENGINE PACK` in the pack's folder, through the executor.
//
// The SDK's proxy answers the engine first: a pack needs the stack's configuration before it starts.
func runPolicyPack(
	ctx context.Context, env environment, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer,
) error {
	proxy, proxied, err := sdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}
	cmd, err := env.executor(ctx, req.Env, policyRequest(req, stack))
	if err != nil {
		return err
	}
	cmd.Dir, cmd.Stdout, cmd.Stderr = req.Info.ProgramDirectory, proxied, stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	return proxy.Attach(ctx, cmd)
}

// command returns a command of the environment's interpreter that is asked, not forced, to end with ctx.
func (e environment) command(ctx context.Context, variables []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, e.python(), args...)
	cmd.Env = e.variables(variables)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = engineCheck / 2
	return cmd
}
