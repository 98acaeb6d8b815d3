package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

type testCmd struct{}

// check is one of the checks that CI runs.
type check struct {
	name string
	run  func(root string) error
}

// browserTests is the package that drives Chromium; it runs alone and without the race detector.
const browserTests = "github.com/llmemu/playground/build/llmemu/internal/browsertest"

// printers are functions of package message whose formats go vet checks as it does fmt's.
const printers = "-printf.funcs=Errorf,Sprintf"

var checks = []check{
	{"gofmt", checkFormat},
	{"go vet", func(root string) error { return goCommand(root, nil, "vet", printers, "./...") }},
	{"go vet, WebAssembly", func(root string) error {
		return goCommand(root, wasmEnv, "vet", printers, "./engine/...", "./internal/...", "./wasm/...", "./web/...")
	}},
	{"staticcheck", func(root string) error { return goCommand(root, nil, "tool", "staticcheck", "./...") }},
	{"unit tests, race detector", testNative},
	{"engine tests in Node", testNode},
	{"page scripts in Node", testScripts},
	{"recorded traces", replayTraces},
	{"page in Chromium", func(root string) error { return goCommand(root, nil, "test", "-count=1", "-timeout=40m", browserTests) }},
}

// Run runs every check, whatever becomes of those before, and counts them in its last line.
func (testCmd) Run() error {
	root, err := site.Root()
	if err != nil {
		return err
	}
	if err := needTools(); err != nil {
		return err
	}
	if err := site.Generate(site.Options{Root: root, Log: func(message string) { fmt.Println(message) }}); err != nil {
		return err
	}
	passed, failed := 0, 0
	for _, c := range checks {
		fmt.Printf("== %s\n", c.name)
		began := time.Now()
		if err := c.run(root); err != nil {
			failed++
			fmt.Printf("== %s: failed after %.1f s: %v\n", c.name, time.Since(began).Seconds(), err)
			continue
		}
		passed++
		fmt.Printf("== %s: passed in %.1f s\n", c.name, time.Since(began).Seconds())
	}
	fmt.Printf("test: %d passed, %d failed\n", passed, failed)
	if failed > 0 {
		return errFailed
	}
	return nil
}

// needTools says in one line what is missing and how to get it. Chromium is installed where that can be done.
func needTools() error {
	for _, tool := range []struct{ name, get string }{
		{"node", "install Node.js 20 or newer (on Debian: apt-get install nodejs npm)"},
		{"npm", "install Node.js 20 or newer with npm (on Debian: apt-get install nodejs npm)"},
		{"gcc", "the race detector needs a C compiler (on Debian: apt-get install gcc libc6-dev)"},
	} {
		if _, err := exec.LookPath(tool.name); err != nil {
			return fmt.Errorf("%s is missing: %s", tool.name, tool.get)
		}
	}
	if site.Chromium() != "" {
		return nil
	}
	_, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return errors.New("chromium is missing: install Chromium or Google Chrome (on Debian: apt-get install chromium)")
	}
	for _, args := range [][]string{{"update"}, {"install", "-y", "--no-install-recommends", "chromium"}} {
		fmt.Printf("chromium is missing: apt-get %s\n", strings.Join(args, " "))
		cmd := exec.Command("apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, out)
		}
	}
	return nil
}

// goCommand runs the go command and passes its output on.
func goCommand(root string, env []string, args ...string) error {
	return command(root, env, "go", args...)
}

func command(root string, env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	return cmd.Run()
}

// checkFormat lists the Go files that gofmt would change. Generated ones are not ours to format.
func checkFormat(root string) error {
	args := []string{"-l"}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_gen.go") {
			args = append(args, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	out, err := exec.Command("gofmt", args...).CombinedOutput()
	if err == nil && len(out) > 0 {
		err = fmt.Errorf("not formatted:\n%s", out)
	}
	return err
}

func testNative(root string) error {
	list := exec.Command("go", "list", "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		return err
	}
	args := []string{"test", "-race"}
	for _, pkg := range strings.Fields(string(out)) {
		if pkg != browserTests {
			args = append(args, pkg)
		}
	}
	return goCommand(root, nil, args...)
}

var wasmEnv = []string{"GOOS=js", "GOARCH=wasm"}

// testNode runs the engine's tests as WebAssembly. Go's launcher passes the whole environment on, and refuses more
// than some kilobytes of it.
func testNode(root string) error {
	launcher := filepath.Join(site.GoRoot(), "lib", "wasm", "go_js_wasm_exec")
	cmd := exec.Command("go", "test", "-exec", launcher, "./engine/...", "./internal/...", "./wasm/...")
	cmd.Dir = root
	cmd.Env = wasmEnv
	for _, name := range []string{"PATH", "HOME", "GOPATH", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GONOSUMDB", "GOSUMDB", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stdout
	return cmd.Run()
}

func testScripts(root string) error {
	var files []string
	for _, pattern := range []string{"static/js/*.test.js", "static/js/*/*.test.js", "build/prerender/pictures/*.test.js"} {
		found, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern))) // the patterns are valid
		if len(found) == 0 {
			return errors.New("no test files " + pattern)
		}
		files = append(files, found...)
	}
	return command(root, nil, "node", append([]string{"--test"}, files...)...)
}

// replayTraces replays the committed traces, and all public ones where they are at hand.
func replayTraces(root string) error {
	files := []string{filepath.Join(root, "engine", "golden", "testdata", "subset.jsonl.gz")}
	public := filepath.Join(root, "..", "shared", "data", "golden", "public.jsonl.gz")
	if _, err := os.Stat(public); err == nil {
		files = append(files, public)
	} else {
		fmt.Printf("%s is not here: the committed subset alone is replayed\n", public)
	}
	return (&conformCmd{Files: files}).Run()
}
