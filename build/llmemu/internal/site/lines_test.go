package site

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// panics says where it is, collects garbage, catches a panic and dies of another.
const panics = `package main

import (
	"runtime"
	"runtime/debug"
)

//go:noinline
func fall(list []int) int { return list[3] }

func main() {
	_, file, line, ok := runtime.Caller(0)
	println(ok, file != "", line)
	println(string(debug.Stack()))
	func() {
		defer func() { println("caught", recover() != nil) }()
		fall(nil)
	}()
	for range 100 {
		_ = make([]byte, 1<<20)
	}
	runtime.GC()
	println("dies")
	fall(nil)
}
`

// TestShrunkProgramsPanic runs a program as the site carries it: its panics name functions, without lines.
func TestShrunkProgramsPanic(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"main.go": panics, "go.mod": "module panics\n\ngo 1.26\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build := exec.Command("go", "build", "-o", "panics.wasm", ".")
	build.Dir = dir
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	program := filepath.Join(dir, "panics.wasm")
	if err := shrink(program); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("node", filepath.Join(GoRoot(), "lib", "wasm", "wasm_exec_node.js"), program)
	run.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := run.CombinedOutput()
	text := string(out)
	if err == nil {
		t.Error("the program ended well")
	}
	for _, want := range []string{"true true 0", "main.main()", "caught true", "dies", "panic: runtime error: index out of range [3] with length 0", "main.fall("} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if strings.Contains(text, "fatal error") || strings.Contains(text, "main.go:1") {
		t.Errorf("the program says\n%s", text)
	}
}

func TestForeignTables(t *testing.T) {
	tables := string(tablesMagic) + strings.Repeat("\x00", 64)
	for name, data := range map[string]string{"cut off": tables[:40], "empty": tables} {
		if err := dropLines([]segment{{0, []byte(data)}}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if err := dropLines([]segment{{0, []byte("data")}}); err != nil {
		t.Errorf("no tables: %v", err)
	}
}
