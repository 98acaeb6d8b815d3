package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const module = "github.com/llmemu/playground"

// hot are the packages whose code runs for every step or request. In all others functions are not inlined: that makes
// what is downloaded 6 % smaller, and runs no slower that could be told from noise.
var hot = []string{
	module + "/engine", module + "/engine/client", module + "/internal/detmath", module + "/engine/kvcache",
	module + "/engine/metrics", module + "/engine/oracle", module + "/engine/scheduler", module + "/engine/serve", module + "/engine/workload",
	"math/...", "slices",
}

// CompileEngine compiles wasm/engine as the site carries it.
func CompileEngine(root, out string, log func(message string)) error {
	b := &builder{Options: Options{Root: root, Out: filepath.Dir(out), Log: log}}
	return b.compile(filepath.Base(out), "./wasm/engine")
}

// wasm compiles a command for the browser.
func (b *builder) wasm(name, pkg string) step {
	return step{
		name:    name,
		inputs:  b.source("go.mod", "engine", "internal", "profiles", "scenarios", "wasm", "web"),
		outputs: b.output(name),
		run:     func() error { return b.compile(name, pkg) },
	}
}

func (b *builder) compile(name, pkg string, flags ...string) error {
	// Neither the folder nor the state of git shows in the file: equal sources give equal ones.
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-gcflags=all=-l"}, flags...)
	for _, pattern := range hot {
		args = append(args, "-gcflags="+pattern+"=")
	}
	out := filepath.Join(b.Out, name)
	// The go command leaves a file in place that it has made of the same sources, and shrink has written this one anew since.
	if err := os.Remove(out); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	args = append(args, "-o", out, pkg)
	if err := b.command([]string{"GOOS=js", "GOARCH=wasm"}, "go", args...); err != nil {
		return err
	}
	return shrink(out, b.Log)
}

// ui compiles the page's own code without a file of go-echarts that the page does not use: it would bring regular expressions
// along, a sixteenth of the download.
func (b *builder) ui() step {
	s := b.wasm("ui.wasm", "./web/ui")
	s.run = func() error {
		modfile, err := b.withoutScripts()
		if err != nil {
			return err
		}
		defer os.RemoveAll(filepath.Dir(modfile))
		return b.compile("ui.wasm", "./web/ui", "-modfile="+modfile)
	}
	return s
}

const goEcharts = "github.com/go-echarts/go-echarts/v2"

// withoutScripts copies go-echarts' options, all but those that are JavaScript, and writes a go.mod that takes them in place
// of the original. The program says where they came from: so that equal sources give equal files, the copy has the same
// place in every repository.
func (b *builder) withoutScripts() (modfile string, err error) {
	source, err := b.moduleFolder(goEcharts)
	if err != nil {
		return "", err
	}
	_, version, _ := strings.Cut(filepath.Base(source), "@")
	copied := "./node_modules/.cache/go-echarts-" + version
	for _, pattern := range []string{"go.mod", "opts/*.go", "types/*.go", "util/*.go"} {
		files, _ := filepath.Glob(filepath.Join(source, pattern)) // the pattern is valid
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, filepath.Join("opts", "js.go")) {
				continue
			}
			to := filepath.Join(b.Root, copied, strings.TrimPrefix(file, source))
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return "", err
			}
			if err := copyFile(file, to); err != nil {
				return "", err
			}
		}
	}
	folder, err := os.MkdirTemp("", "llmemu-modfile-")
	if err != nil {
		return "", err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := copyFile(filepath.Join(b.Root, name), filepath.Join(folder, name)); err != nil {
			return "", err
		}
	}
	modfile = filepath.Join(folder, "go.mod")
	return modfile, b.command(nil, "go", "mod", "edit", "-replace="+goEcharts+"="+copied, modfile)
}

// moduleFolder is where the go command keeps a module that go.mod names.
func (b *builder) moduleFolder(path string) (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", path)
	cmd.Dir = b.Root
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", path, err)
	}
	var found struct{ Dir string }
	err = json.Unmarshal(out, &found)
	return found.Dir, err
}
