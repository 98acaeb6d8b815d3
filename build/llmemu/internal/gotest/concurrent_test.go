package gotest

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestWhatStartsGoroutines(t *testing.T) {
	for text, want := range map[string]bool{
		"func f() { go f() }":                      true,
		"func f(w *sync.WaitGroup) { w.Go(f) }":    true,
		"func f(t *testing.T) { t.Parallel() }":    true,
		"import \"net/http\"":                      true,
		"import \"net/url\"; func goes() { ok() }": false,
		"var c = make(chan int)":                   false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "f.go", "package p; "+text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if got := startsGoroutines(file); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

// TestConcurrent splits packages of which one starts goroutines, one uses it, one uses it in its tests, one has a test that
// starts some, and one has nothing to do with any.
func TestConcurrent(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":             "module m\n\ngo 1.26\n",
		"starts/starts.go":   "package starts\n\nfunc Start() { go Start() }\n",
		"uses/uses.go":       "package uses\n\nimport _ \"m/starts\"\n",
		"far/far.go":         "package far\n\nimport _ \"m/uses\"\n",
		"tests/tests.go":     "package tests\n",
		"tests/x_test.go":    "package tests_test\n\nimport _ \"m/uses\"\n",
		"itself/itself.go":   "package itself\n",
		"itself/own_test.go": "package itself\n\nfunc f() { go f() }\n",
		"calm/calm.go":       "package calm\n\nimport _ \"m/itself\"\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	concurrent, others, err := Concurrent(root)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"m/far", "m/itself", "m/starts", "m/tests", "m/uses"}; !slices.Equal(concurrent, want) {
		t.Errorf("concurrent are %v, want %v", concurrent, want)
	}
	if !slices.Equal(others, []string{"m/calm"}) {
		t.Errorf("others are %v", others)
	}
}
