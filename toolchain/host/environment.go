package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// environment is the virtual environment a program, pack or provider runs in.
type environment struct{ folder string }

// virtualenvOf returns the absolute folder of the virtualenv option, which is relative to the project file.
func virtualenvOf(info *pulumirpc.ProgramInfo) (string, error) {
	options := info.GetOptions().AsMap()
	if tool, _ := options["toolchain"].(string); tool != "" && tool != "pip" {
		return "", fmt.Errorf("the Python toolchain %q is not known to this language host: "+
			"remove the option, or install the official Pulumi CLI", tool)
	}
	folder, _ := options["virtualenv"].(string)
	if folder == "" {
		return "", fmt.Errorf("the project in %s names no virtual environment, so its packages cannot be found: "+
			"set runtime.options.virtualenv", info.GetRootDirectory())
	}
	if !filepath.IsAbs(folder) {
		folder = filepath.Join(info.RootDirectory, folder)
	}
	return folder, nil
}

// environmentOf returns the environment of a project, or an error that says how to make it.
func environmentOf(info *pulumirpc.ProgramInfo) (environment, error) {
	folder, err := virtualenvOf(info)
	if err != nil {
		return environment{}, err
	}
	env := environment{folder}
	if _, err := os.Stat(env.python()); err != nil {
		return environment{}, fmt.Errorf("there is no Python in the virtual environment %s, so nothing can run: "+
			"make it with `pulumi install`", folder)
	}
	return env, nil
}

// python is the interpreter's path.
func (e environment) python() string { return filepath.Join(e.folder, "bin", "python") }

// version reads the interpreter's version off pyvenv.cfg ("version" by venv, "version_info" by other tools).
func (e environment) version() string {
	text, err := os.ReadFile(filepath.Join(e.folder, "pyvenv.cfg"))
	found := regexp.MustCompile(`(?m)^version(?:_info)?\s*=\s*(\d+\.\d+\.\d+)`).FindSubmatch(text)
	if err != nil || found == nil {
		return ""
	}
	return string(found[1])
}

// variables returns base with the environment activated and without what would stop Python keeping byte code.
func (e environment) variables(base []string) []string {
	dropped := []string{"PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "VIRTUAL_ENV", "PATH"}
	path := ""
	kept := slices.DeleteFunc(slices.Clone(base), func(pair string) bool {
		name, value, _ := strings.Cut(pair, "=")
		if name == "PATH" {
			path = value
		}
		return slices.Contains(dropped, name)
	})
	path = filepath.Join(e.folder, "bin") + string(os.PathListSeparator) + path
	return append(kept, "VIRTUAL_ENV="+e.folder, "PATH="+path)
}

// site returns the installed files that match a pattern below site-packages, sorted.
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
			err = errors.Join(err, fmt.Errorf("%s cannot be read, so its plugin is unknown: %w", file, broken))
		} else if info.Resource {
			packages = append(packages, dependency(file, info))
		}
	}
	return packages, err
}

// dependency turns one pulumi-plugin.json into what the engine installs.
func dependency(file string, info *plugin.PulumiPluginJSON) *pulumirpc.PackageDependency {
	name := info.Name
	if name == "" {
		name = strings.TrimPrefix(filepath.Base(filepath.Dir(file)), "pulumi_")
	}
	found := &pulumirpc.PackageDependency{Kind: "resource", Name: name, Server: info.Server}
	if info.Version != "" {
		found.Version = "v" + strings.TrimPrefix(info.Version, "v")
	}
	if p := info.Parameterization; p != nil {
		found.Parameterization = &pulumirpc.PackageParameterization{Name: p.Name, Version: p.Version, Value: p.Value}
	}
	return found
}

// distributions lists what *.dist-info folders say is installed: all, or what the requirements file names.
func (e environment) distributions(requirements string, all bool) ([]*pulumirpc.DependencyInfo, error) {
	folders, err := e.site("*.dist-info")
	text, unreadable := os.ReadFile(requirements)
	names := regexp.MustCompile(`(?m)^[A-Za-z0-9][\w.-]*`).FindAllString(string(text), -1)
	for i, name := range names {
		names[i] = normalised(name)
	}
	found := []*pulumirpc.DependencyInfo{}
	for _, folder := range folders {
		name, version, _ := strings.Cut(strings.TrimSuffix(filepath.Base(folder), ".dist-info"), "-")
		if all || unreadable != nil || slices.Contains(names, normalised(name)) {
			found = append(found, &pulumirpc.DependencyInfo{Name: normalised(name), Version: version})
		}
	}
	return found, err
}

// normalised is a distribution's name as PEP 503 writes it.
func normalised(name string) string {
	return strings.ToLower(regexp.MustCompile(`[-_.]+`).ReplaceAllString(name, "-"))
}

// installation returns the commands that bring the environment up to date.
func (e environment) installation(program string) [][]string {
	commands := [][]string{}
	if _, err := os.Stat(e.python()); err != nil {
		base, err := exec.LookPath("python3")
		if err != nil {
			base = "python"
		}
		commands = append(commands, []string{base, "-m", "venv", e.folder})
	}
	requirements := filepath.Join(program, "requirements.txt")
	if _, err := os.Stat(requirements); err == nil {
		commands = append(commands, []string{
			e.python(), "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements,
		})
	}
	return commands
}
