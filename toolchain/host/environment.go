package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

//go:embed executor.py
var executor string

// environment is the virtual environment a program, pack or provider runs in.
type environment struct{ folder string }

// virtualenvOf returns the environment that the virtualenv option names, relative to the project file.
func virtualenvOf(info *pulumirpc.ProgramInfo) (environment, error) {
	options := info.Options.AsMap()
	if tool, set := options["toolchain"]; set && tool != "pip" {
		return environment{}, fmt.Errorf("%s asks for the Python toolchain %v, which this language host does not "+
			"know: remove the option, or install the official Pulumi CLI", info.RootDirectory, tool)
	}
	folder, _ := options["virtualenv"].(string)
	if folder == "" {
		return environment{}, fmt.Errorf("the project in %s names no virtual environment, so its packages cannot "+
			"be found: set runtime.options.virtualenv", info.RootDirectory)
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(info.RootDirectory, folder)
	}
	return environment{folder}, nil
}

// environmentOf returns a project's environment, or an error that says how to make it.
func environmentOf(info *pulumirpc.ProgramInfo) (environment, error) {
	env, err := virtualenvOf(info)
	if err == nil && !exists(env.python()) {
		err = fmt.Errorf("there is no Python in the virtual environment %s, so nothing can run: "+
			"make it with `pulumi install`", env.folder)
	}
	return env, err
}

// exists tells whether a path leads to a file.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// python is the interpreter's path.
func (e environment) python() string { return filepath.Join(e.folder, "bin", "python") }

// version reads the interpreter's version off pyvenv.cfg ("version" by venv, "version_info" by other tools).
func (e environment) version() string {
	text, _ := os.ReadFile(filepath.Join(e.folder, "pyvenv.cfg"))
	found := regexp.MustCompile(`(?m)^version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)`).FindSubmatch(text)
	if found == nil {
		return ""
	}
	return string(found[1])
}

// variables returns base with the environment activated and without what would stop Python keeping byte code.
func (e environment) variables(base []string) []string {
	path := filepath.Join(e.folder, "bin")
	kept := slices.DeleteFunc(slices.Clone(base), func(pair string) bool {
		name, value, _ := strings.Cut(pair, "=")
		if name == "PATH" {
			path += string(os.PathListSeparator) + value
		}
		return slices.Contains([]string{"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV", "PATH"}, name)
	})
	return append(kept, "VIRTUAL_ENV="+e.folder, "PATH="+path)
}

// command returns a command of the interpreter; when ctx ends it is asked to end, and later forced.
func (e environment) command(ctx context.Context, variables []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, e.python(), append([]string{"-u"}, args...)...)
	cmd.Env = e.variables(variables)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = engineCheck / 2
	return cmd
}

// executor returns the command that runs executor.py with the engine's request on standard input, for it holds
// secrets. -P keeps the working folder, which may hold a json.py, out of the executor's way; EmitUnpopulated
// writes empty maps as {}, where Python would otherwise meet null.
func (e environment) executor(
	ctx context.Context, variables []string, request proto.Message, args ...string,
) (*exec.Cmd, error) {
	text, err := protojson.MarshalOptions{EmitUnpopulated: true}.Marshal(request)
	cmd := e.command(ctx, variables, append([]string{"-P", "-c", executor}, args...)...)
	cmd.Stdin = bytes.NewReader(text)
	return cmd, err
}

// site returns what matches a pattern below site-packages, sorted.
func (e environment) site(pattern string) ([]string, error) {
	return filepath.Glob(filepath.Join(e.folder, "lib", "python3*", "site-packages", pattern))
}

// packages reads the plugins off the pulumi-plugin.json files of the installed SDKs.
func (e environment) packages() ([]*pulumirpc.PackageDependency, error) {
	files, err := e.site("*/pulumi-plugin.json")
	packages := []*pulumirpc.PackageDependency{}
	for _, file := range files {
		info, broken := plugin.LoadPulumiPluginJSON(file)
		if broken != nil {
			err = errors.Join(err, fmt.Errorf("%s is broken, so its plugin is unknown: %w", file, broken))
		} else if info.Resource {
			packages = append(packages, &pulumirpc.PackageDependency{
				Kind: "resource", Name: info.Name, Version: "v" + info.Version, Server: info.Server,
			})
		}
	}
	return packages, err
}

// distributions reads names and versions off the *.dist-info folders.
func (e environment) distributions() ([]*pulumirpc.DependencyInfo, error) {
	folders, err := e.site("*.dist-info")
	found := []*pulumirpc.DependencyInfo{}
	for _, folder := range folders {
		name, version, _ := strings.Cut(strings.TrimSuffix(filepath.Base(folder), ".dist-info"), "-")
		found = append(found, &pulumirpc.DependencyInfo{Name: name, Version: version})
	}
	return found, err
}

// installation returns the commands that bring the environment up to date.
func (e environment) installation(program string) [][]string {
	commands := [][]string{}
	if !exists(e.python()) {
		commands = append(commands, []string{"python3", "-m", "venv", e.folder})
	}
	if requirements := filepath.Join(program, "requirements.txt"); exists(requirements) {
		pip := []string{e.python(), "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements}
		commands = append(commands, pip)
	}
	return commands
}
