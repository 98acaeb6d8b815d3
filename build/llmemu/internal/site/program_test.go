package site

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// small is a program that uses much of what package runtime needs its tables for: it grows and scans stacks, collects
// garbage, unwinds through deferred functions, and dies of a panic. It prints a sum of what it computed.
const small = `package main

import (
	"hash/fnv"
	"runtime"
	"runtime/debug"
	"slices"
)

type list struct{ next *list; words []string }

//go:noinline
func fall(list []int) int { return list[3] }

//go:noinline
func deep(n int, l *list) *list {
	defer func() { l.words = append(l.words, string(rune('a'+n%26))) }()
	if n == 0 {
		runtime.GC()
		return l
	}
	return deep(n-1, &list{next: l, words: slices.Repeat([]string{"word"}, n%7)})
}

func caught() (text string) {
	defer func() { text = recover().(error).Error() }()
	fall(nil)
	return ""
}

func main() {
	_, file, line, ok := runtime.Caller(0)
	println(ok, file != "", line)
	sum := fnv.New64a()
	found := make(chan *list)
	for i := range 20 {
		go func() { found <- deep(100*i, &list{}) }()
	}
	lengths := map[int]int{}
	for range 20 {
		n := 0
		for l := <-found; l != nil; l = l.next {
			n += 1 + len(l.words)
		}
		lengths[n]++
	}
	for _, n := range slices.Sorted(func(yield func(int) bool) { for n := range lengths { if !yield(n) { return } } }) {
		sum.Write([]byte{byte(n), byte(n >> 8), byte(lengths[n])})
	}
	println("sum", sum.Sum64())
	println("caught", caught())
	println(string(debug.Stack()))
	fall(nil)
}
`

// compiled is the small program as WebAssembly. Every test of this package that needs a real one takes it.
var compiled = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "llmemu-small-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	for name, text := range map[string]string{"main.go": small, "go.mod": "module small\n\ngo 1.26\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-o", "small.wasm", ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, out)
	}
	return os.ReadFile(filepath.Join(dir, "small.wasm"))
})

// program is the small program.
func program(t *testing.T) []byte {
	t.Helper()
	module, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	return module
}

// says runs a program in Node, and is what it says and how it ends.
func says(t *testing.T, module []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "small.wasm")
	if err := os.WriteFile(path, module, 0o755); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("node", filepath.Join(GoRoot(), "lib", "wasm", "wasm_exec_node.js"), path)
	run.Dir = filepath.Dir(path)
	run.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := run.CombinedOutput()
	if _, ended := errors.AsType[*exec.ExitError](err); !ended && err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s\nends with %v", strings.ReplaceAll(string(out), filepath.Dir(path), ""), err)
}

// positions are the lines of a panic that say where a function of the line above stands, in which file and line.
var positions = regexp.MustCompile(`(?m)^\t.*\n`)
