package main

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// sender is one of a plugin's two streams on its way to the engine.
type sender struct {
	lock *sync.Mutex
	send func([]byte) error
}

// Write sends one piece; a gRPC stream takes one sender at a time, and a process writes both streams at once.
func (s sender) Write(piece []byte) (int, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return len(piece), s.send(piece)
}

// streams returns a plugin's standard output and standard error.
func streams(server pulumirpc.LanguageRuntime_RunPluginServer) (stdout, stderr io.Writer) {
	lock := &sync.Mutex{}
	stdout = sender{lock, func(piece []byte) error {
		output := &pulumirpc.RunPluginResponse_Stdout{Stdout: piece}
		return server.Send(&pulumirpc.RunPluginResponse{Output: output})
	}}
	stderr = sender{lock, func(piece []byte) error {
		output := &pulumirpc.RunPluginResponse_Stderr{Stderr: piece}
		return server.Send(&pulumirpc.RunPluginResponse{Output: output})
	}}
	return stdout, stderr
}

// RunPlugin runs a policy pack or a provider folder until it ends or the engine hangs up.
func (h *host) RunPlugin(req *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer) error {
	env, err := environmentOf(req.Info)
	if err != nil {
		return err
	}
	run := runProvider
	if req.Kind == "analyzer" {
		run = runPolicyPack
	}
	stdout, stderr := streams(server)
	err = run(server.Context(), env, req, stdout, stderr)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		output := &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(exit.ExitCode())}
		return server.Send(&pulumirpc.RunPluginResponse{Output: output})
	}
	return err
}

// runProvider runs `python FOLDER args`: the folder's __main__.py serves the provider.
func runProvider(
	ctx context.Context, env environment, req *pulumirpc.RunPluginRequest, stdout, stderr io.Writer,
) error {
	cmd := env.command(ctx, req.Env, append([]string{req.Info.ProgramDirectory}, req.Args...)...)
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
	pack := req.Info.ProgramDirectory
	cmd, err := env.executor(ctx, req.Env, stack, append([]string{"policy"}, append(req.Args, pack)...)...)
	if err != nil {
		return err
	}
	cmd.Dir, cmd.Stdout, cmd.Stderr = pack, proxied, stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	return proxy.Attach(ctx, cmd)
}
