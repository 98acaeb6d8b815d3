package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/llmemu/playground/build/llmemu/internal/gotest"
	"github.com/llmemu/playground/build/llmemu/internal/site"
)

type testCmd struct{}

// lanes run beside each other, the checks of one after the other. What is in different lanes is compiled for different
// machines, so that nothing is compiled twice at once.
var lanes = [][]check{
	{ // this machine
		{"gofmt", checkFormat},
		{"go vet", func(j *job) error { return j.command(nil, "go", "vet", printers, "./...") }},
		{"staticcheck", func(j *job) error { return j.command(nil, "go", "tool", "staticcheck", "./...") }},
		{"unit tests", testNative},
		{"unit tests, race detector", testRaces},
	},
	{ // WebAssembly, and what runs in Node
		{"site", buildDist},
		{"go vet, WebAssembly", func(j *job) error {
			return j.command(wasmEnv, "go", "vet", printers, "./engine/...", "./internal/...", "./wasm/...", "./web/...")
		}},
		{"engine tests in Node", testNode},
		{"page scripts, types", func(j *job) error { return j.tool("tsc", "--project", ".") }},
		{"page scripts, lint", func(j *job) error { return j.tool("eslint", "--max-warnings=0", ".") }},
		{"page scripts in Node", testScripts},
		{"recorded traces", replayTraces},
	},
}

// last run when the lanes are over, with the machine for themselves: some of their tests look at how long things take.
var last = []check{
	{"page in Chromium", testPage},
}

// Run runs every check, whatever becomes of the others, and counts them in its last line.
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
	r := &testRun{root: root, out: os.Stdout, skipped: gotest.Skipped{}}
	r.beside(lanes)
	r.alone(last)
	return r.summary()
}

// browserTests is the package that drives Chromium.
const browserTests = "github.com/llmemu/playground/build/llmemu/internal/browsertest"

// printers are functions of package message whose formats go vet checks as it does fmt's.
const printers = "-printf.funcs=Errorf,Sprintf"

// testNative runs all tests but those that the race detector watches, and those of the page.
func testNative(j *job) error {
	_, others, err := gotest.Concurrent(j.root)
	if err != nil {
		return err
	}
	return j.goTest(nil, without(browserTests, others)...)
}

// testRaces runs the tests of packages in which something runs beside something else.
func testRaces(j *job) error {
	concurrent, _, err := gotest.Concurrent(j.root)
	if err != nil {
		return err
	}
	return j.goTest(nil, append([]string{"-race"}, without(browserTests, concurrent)...)...)
}

func without(pkg string, list []string) []string {
	return slices.DeleteFunc(list, func(p string) bool { return p == pkg })
}

// buildDist builds the site that Chromium opens later.
func buildDist(j *job) error {
	return site.Build(site.Options{
		Root: j.root, Out: filepath.Join(j.root, "dist"), Quality: serveQuality,
		Log: func(message string) { fmt.Fprintln(j.out, message) },
	})
}

// testPage uses the page in Chromium, without which it fails where CI is true. Measurements judge nothing and are left out.
func testPage(j *job) error {
	return j.goTest([]string{"CI=true"}, "-timeout=40m", "-skip=^(TestMeasure|TestLighthouse)", browserTests)
}

var wasmEnv = []string{"GOOS=js", "GOARCH=wasm"}

// testNode runs the engine's tests as WebAssembly.
func testNode(j *job) error {
	j.env = nodeEnv()
	return j.goTest(nil, "-exec="+nodeLauncher(), "./engine/...", "./internal/...", "./wasm/...")
}

// nodeLauncher runs Go's WebAssembly in Node.
func nodeLauncher() string { return filepath.Join(site.GoRoot(), "lib", "wasm", "go_js_wasm_exec") }

// nodeEnv is the environment for it: it passes all of its own on, and refuses more than some kilobytes.
func nodeEnv() []string {
	env := slices.Clone(wasmEnv)
	for _, name := range []string{"PATH", "HOME", "GOPATH", "GOCACHE", "GOMODCACHE", "GOPROXY", "GOFLAGS", "GOTOOLCHAIN", "GONOSUMDB", "GOSUMDB", "TMPDIR"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// tool runs an npm package of the repository's own.
func (j *job) tool(name string, args ...string) error {
	return j.command(nil, filepath.Join(j.root, "node_modules", ".bin", name), args...)
}

func testScripts(j *job) error {
	files, err := scriptTests(j.root)
	if err != nil {
		return err
	}
	return j.command(nil, "node", append([]string{"--test", "--test-reporter=spec"}, files...)...)
}

// scriptTests are the test files of the page's scripts.
func scriptTests(root string) ([]string, error) {
	var files []string
	for _, pattern := range []string{"static/js/*.test.js", "static/js/*/*.test.js", "build/prerender/pictures/*.test.js"} {
		found, _ := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern))) // the patterns are valid
		if len(found) == 0 {
			return nil, errors.New("no test files " + pattern)
		}
		files = append(files, found...)
	}
	return files, nil
}

// replayTraces replays the committed traces, and all public ones where they are at hand.
func replayTraces(j *job) error {
	files, err := filepath.Glob(filepath.Join(j.root, "engine", "golden", "testdata", "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		return errors.New("no committed traces in engine/golden/testdata")
	}
	for _, name := range []string{"public.jsonl.gz", "v028/v-new-public.jsonl.gz", "v028/abort-public.jsonl.gz"} {
		public := filepath.Join(j.root, "..", "shared", "data", "golden", filepath.FromSlash(name))
		if _, err := os.Stat(public); err != nil {
			j.skipped["../shared/data is not here"]++
			fmt.Fprintf(j.out, "%s is not in ../shared/data/golden: the committed subsets alone are replayed\n", name)
			continue
		}
		files = append(files, public)
	}
	return conformAll(j.out, files)
}
