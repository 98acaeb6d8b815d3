package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	"github.com/llmemu/playground/build/llmemu/internal/gotest"
)

// check is one of the checks that CI runs.
type check struct {
	name string
	run  func(j *job) error
}

// job is a check under way.
type job struct {
	root    string         // of the repository
	env     []string       // of its commands
	out     io.Writer      // what its commands say
	skipped gotest.Skipped // tests, by the reason
}

// testRun are all checks.
type testRun struct {
	root string

	mutex          sync.Mutex // for all that follows
	out            io.Writer
	passed, failed int
	skipped        gotest.Skipped
}

// beside runs the lanes beside each other. What a check says is printed in one piece when it is over.
func (r *testRun) beside(lanes [][]check) {
	var running sync.WaitGroup
	for _, lane := range lanes {
		running.Go(func() {
			for _, c := range lane {
				var said bytes.Buffer
				verdict := r.run(c, &said)
				r.mutex.Lock()
				fmt.Fprintf(r.out, "== %s\n%s%s", c.name, said.Bytes(), verdict)
				r.mutex.Unlock()
			}
		})
	}
	running.Wait()
}

// alone runs checks one by one, and prints what they say as they say it.
func (r *testRun) alone(checks []check) {
	for _, c := range checks {
		fmt.Fprintf(r.out, "== %s\n", c.name)
		fmt.Fprint(r.out, r.run(c, r.out))
	}
}

// run runs a check and gives its verdict as a line.
func (r *testRun) run(c check, out io.Writer) string {
	j := &job{root: r.root, env: os.Environ(), out: out, skipped: gotest.Skipped{}}
	began := time.Now()
	err := c.run(j)
	took := time.Since(began).Seconds()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.skipped.Add(j.skipped)
	if err != nil {
		r.failed++
		return fmt.Sprintf("== %s: failed after %.1f s: %v\n", c.name, took, err)
	}
	r.passed++
	return fmt.Sprintf("== %s: passed in %.1f s\n", c.name, took)
}

// summary says why tests were skipped, and in its last line how many checks passed and failed, and how many of their tests
// were skipped.
func (r *testRun) summary() error {
	reasons := slices.SortedFunc(maps.Keys(r.skipped), func(a, b string) int {
		return cmp.Or(cmp.Compare(r.skipped[b], r.skipped[a]), cmp.Compare(a, b))
	})
	for _, reason := range reasons {
		fmt.Fprintf(r.out, "skipped %d: %s\n", r.skipped[reason], reason)
	}
	skipped := ""
	if n := r.skipped.Total(); n > 0 {
		skipped = fmt.Sprintf(", %d skipped", n)
	}
	fmt.Fprintf(r.out, "test: %d passed, %d failed%s\n", r.passed, r.failed, skipped)
	if r.failed > 0 {
		return errFailed
	}
	return nil
}

// command runs a program in the repository and passes its output on.
func (j *job) command(env []string, name string, args ...string) error {
	cmd := j.prepare(env, name, args...)
	cmd.Stdout, cmd.Stderr = j.out, j.out
	return cmd.Run()
}

func (j *job) prepare(env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = j.root
	cmd.Env = append(slices.Clone(j.env), env...)
	return cmd
}

// goTest runs go test, prints what it would print itself, and counts what is skipped. Nothing is taken from an earlier run:
// the go command does not see whether the data beside the repository, Node or Chromium are the same. Vetting is a check of
// its own.
func (j *job) goTest(env []string, args ...string) error {
	cmd := j.prepare(env, "go", append([]string{"test", "-json", "-count=1", "-vet=off"}, args...)...)
	said, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return err
	}
	skipped, unread := gotest.Read(said, j.out)
	j.skipped.Add(skipped)
	return cmp.Or(cmd.Wait(), unread)
}
