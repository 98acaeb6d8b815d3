package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/gotest"
)

// TestChecksBesideEachOther runs two lanes whose checks wait for each other in the middle of what they say: each is printed in
// one piece, and what comes last comes when both are over.
func TestChecksBesideEachOther(t *testing.T) {
	met := make(chan bool)
	talk := func(meet func()) func(j *job) error {
		return func(j *job) error {
			fmt.Fprintln(j.out, "one")
			meet()
			fmt.Fprintln(j.out, "two")
			return nil
		}
	}
	var out strings.Builder
	r := &testRun{out: &out, skipped: gotest.Skipped{}}
	r.beside([][]check{
		{
			{"sends", talk(func() { met <- true })},
			{"fails", func(j *job) error { j.skipped["no data"] += 3; return errors.New("exit status 1") }},
		},
		{{"receives", talk(func() { <-met })}},
	})
	r.alone([]check{{"last", func(j *job) error { j.skipped["no data"]++; j.skipped["no browser"]++; return nil }}})
	if err := r.summary(); !errors.Is(err, errFailed) {
		t.Errorf("the error is %v", err)
	}
	said := regexp.MustCompile(`\d\.\d s`).ReplaceAllString(out.String(), "0 s")
	for _, piece := range []string{
		"== sends\none\ntwo\n== sends: passed in 0 s\n", "== receives\none\ntwo\n== receives: passed in 0 s\n", "== fails\n== fails: failed after 0 s: exit status 1\n",
	} {
		if !strings.Contains(said, piece) {
			t.Errorf("not in one piece: %q", piece)
		}
	}
	if want := "== last\n== last: passed in 0 s\nskipped 4: no data\nskipped 1: no browser\ntest: 3 passed, 1 failed, 5 skipped\n"; !strings.HasSuffix(said, want) {
		t.Errorf("it ends with\n%s", said)
	}
}

func TestNothingSkipped(t *testing.T) {
	var out strings.Builder
	r := &testRun{out: &out, skipped: gotest.Skipped{}}
	r.alone([]check{{"only", func(*job) error { return nil }}})
	if err := r.summary(); err != nil || !strings.HasSuffix(out.String(), "\ntest: 1 passed, 0 failed\n") {
		t.Errorf("error %v:\n%s", err, out.String())
	}
}

// TestGoTest runs go test on a package that skips and on one that fails.
func TestGoTest(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module m\n\ngo 1.26\n",
		"a_test.go":   "package m\n\nimport \"testing\"\n\nfunc TestSkips(t *testing.T) { t.Skip(\"no data\") }\n",
		"b/b_test.go": "package b\n\nimport \"testing\"\n\nfunc TestFails(t *testing.T) { t.Error(\"wrong\") }\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time it is counted as well
		var out strings.Builder
		j := &job{root: root, env: os.Environ(), out: &out, skipped: gotest.Skipped{}}
		if err := j.goTest(nil, "./..."); err == nil || j.skipped["no data"] != 1 {
			t.Errorf("error %v, skipped %v", err, j.skipped)
		}
		if said := out.String(); !strings.Contains(said, "ok  \tm\t") || !strings.Contains(said, "    b_test.go:5: wrong\n") || strings.Contains(said, "cached") {
			t.Errorf("printed\n%s", said)
		}
	}
	j := &job{root: root, env: os.Environ(), out: io.Discard, skipped: gotest.Skipped{}}
	if err := j.goTest(nil, "."); err != nil {
		t.Error(err)
	}
}
