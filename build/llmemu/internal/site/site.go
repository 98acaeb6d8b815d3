// Package site builds the playground as a folder of static files and serves it.
//
// A build is a row of steps. Each names what it reads and what it writes, and is skipped while nothing that it reads is
// newer. Nothing here imports the page itself: on a fresh clone parts of it have yet to be generated, by the first steps.
package site

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Options say what to build.
type Options struct {
	Root    string               // of the repository
	Out     string               // folder to write to
	Quality int                  // of the compression: 1 (fast) to 11 (small)
	Log     func(message string) // told what is being done, and how long it took
}

// Build makes the site.
func Build(o Options) error {
	b := &builder{Options: o}
	if err := os.MkdirAll(o.Out, 0o755); err != nil {
		return err
	}
	return b.run(b.packages(), b.components(), b.tables(), b.scripts(), b.runtime(),
		b.ui(), b.wasm("engine.wasm", "./wasm/engine"), b.wasm("importer.wasm", "./wasm/importer"),
		b.page(), b.documents(), b.compression())
}

// Generate makes the Go code that is generated from component files, so that every package compiles, and the JavaScript that
// is generated from the engine's tables; and installs the npm packages, which some of their tests need.
func Generate(o Options) error {
	b := &builder{Options: o}
	return b.run(b.packages(), b.components(), b.tables())
}

// Root finds the repository that the current folder is in.
func Root() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	mod := strings.TrimSpace(string(out))
	if filepath.Base(mod) != "go.mod" {
		return "", fmt.Errorf("this is not a folder of the playground's repository; change into it first")
	}
	return filepath.Dir(mod), nil
}

// GoRoot is the folder of the Go installation, "" where the go command cannot say.
func GoRoot() string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// step is one part of a build. Inputs and outputs are files, or folders with all that is in them.
type step struct {
	name    string
	inputs  []string
	outputs []string
	run     func() error
}

type builder struct{ Options }

func (b *builder) run(steps ...step) error {
	for _, s := range steps {
		fresh, err := s.fresh()
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if fresh {
			continue
		}
		began := time.Now()
		if err := s.run(); err != nil {
			s.discard()
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if err := touch(s.outputs); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		b.Log(fmt.Sprintf("%-10s %.1f s", s.name, time.Since(began).Seconds()))
	}
	return nil
}

// fresh says whether every output exists and none is older than an input. A step that names no outputs looks itself.
func (s step) fresh() (bool, error) {
	if len(s.outputs) == 0 {
		return false, nil
	}
	newest, err := latest(s.inputs)
	if err != nil {
		return false, err
	}
	for _, path := range s.outputs {
		info, err := os.Stat(path)
		if os.IsNotExist(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if info.ModTime().Before(newest) {
			return false, nil
		}
	}
	return true, nil
}

// discard removes the files that a step which failed has made: other programs write some of them, and may have been cut off.
func (s step) discard() {
	for _, path := range s.outputs {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			os.Remove(path)
		}
	}
}

// latest is when the last of the files was changed.
func latest(paths []string) (time.Time, error) {
	var newest time.Time
	for _, path := range paths {
		err := filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
			if err == nil && !info.IsDir() && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
			return err
		})
		if err != nil {
			return newest, err
		}
	}
	return newest, nil
}

// touch marks outputs as made now: some tools leave a file alone that would not change.
func touch(paths []string) error {
	now := time.Now()
	for _, path := range paths {
		if err := os.Chtimes(path, now, now); err != nil {
			return err
		}
	}
	return nil
}

// command runs a program in the repository and shows what it says only if it fails.
func (b *builder) command(env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = b.Root
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
	return nil
}

func (b *builder) source(parts ...string) []string {
	paths := make([]string, len(parts))
	for i, part := range parts {
		paths[i] = filepath.Join(b.Root, filepath.FromSlash(part))
	}
	return paths
}

func (b *builder) output(names ...string) []string {
	paths := make([]string, len(names))
	for i, name := range names {
		paths[i] = filepath.Join(b.Out, name)
	}
	return paths
}
