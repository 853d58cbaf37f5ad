package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"os/exec"
	"path/filepath"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

//go:embed executor.py
var executor string

// request is what the executor reads on standard input: secrets must not stand in arguments or variables.
type request struct {
	Policy       []string          `json:"policy"` // arguments of pulumi.policy; null for a program
	Entry        string            `json:"entry"`
	Args         []string          `json:"args"`
	Root         string            `json:"root"`
	Project      string            `json:"project"`
	Stack        string            `json:"stack"`
	Organization string            `json:"organization"`
	DryRun       bool              `json:"dry_run"`
	Parallel     int32             `json:"parallel"`
	Monitor      string            `json:"monitor"`
	Engine       string            `json:"engine"`
	Config       map[string]string `json:"config"`
	SecretKeys   []string          `json:"secret_keys"`
}

// programRequest describes one run of a program.
func programRequest(engine string, req *pulumirpc.RunRequest) request {
	return request{
		Entry:        filepath.Join(req.Info.ProgramDirectory, req.Info.EntryPoint),
		Args:         req.Args,
		Root:         req.Info.RootDirectory,
		Project:      req.Project,
		Stack:        req.Stack,
		Organization: req.Organization,
		DryRun:       req.DryRun,
		Parallel:     req.Parallel,
		Monitor:      req.MonitorAddress,
		Engine:       engine,
		Config:       req.Config,
		SecretKeys:   req.ConfigSecretKeys,
	}
}

// policyRequest describes one run of a policy pack; stack is nil where the pack is only asked about itself.
func policyRequest(req *pulumirpc.RunPluginRequest, stack *pulumirpc.AnalyzerStackConfigureRequest) request {
	return request{
		Policy:       append(append([]string{}, req.Args...), req.Info.ProgramDirectory),
		Project:      stack.GetProject(),
		Stack:        stack.GetStack(),
		Organization: stack.GetOrganization(),
		DryRun:       stack.GetDryRun(),
		Config:       stack.GetConfig(),
		SecretKeys:   stack.GetConfigSecretKeys(),
	}
}

// executor returns the command that runs a request. Empty maps and lists arrive as nil: Python must not see null.
func (e environment) executor(ctx context.Context, variables []string, r request) (*exec.Cmd, error) {
	if r.Config == nil {
		r.Config = map[string]string{}
	}
	if r.Args == nil {
		r.Args = []string{}
	}
	if r.SecretKeys == nil {
		r.SecretKeys = []string{}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	cmd := e.command(ctx, variables, "-u", "-c", executor)
	cmd.Stdin = bytes.NewReader(text)
	return cmd, nil
}
