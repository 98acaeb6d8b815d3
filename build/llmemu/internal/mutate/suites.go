package mutate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// suite is something that may notice: the tests of one package, those of the page's scripts, or Chromium's.
type suite struct {
	name string
	args func(tree string) ([]string, error)
	env  []string // nil is this process's
}

// outcome is what became of a suite.
type outcome int

const (
	passed outcome = iota
	failed
	unbuilt // what was to be tested does not compile
	endless
)

// patience is how much longer than usual a suite may take before it counts as endless.
const patience = 5

// slack comes on top, for the linker and for whatever else the machine does.
var slack = 20 * time.Second

// killing is when, past its own limit, the go command kills tests that do not look at the time: WebAssembly in a loop.
const killing = time.Minute

// heap bounds what a suite may allocate, in KiB: an endless loop that appends would take the machine with it.
const heap = "8000000"

var (
	failedTest = regexp.MustCompile(`(?m)^\s*(?:--- FAIL: |not ok \d+ - )(\S.*?)(?: \([\d.]+s\))?$`)
	notBuilt   = regexp.MustCompile(`\[(?:build|setup) failed\]`)
)

// run runs the suite in a tree, for as long as it may take (0 is for ever), and names the first test that failed.
func (s *suite) run(tree string, limit time.Duration) (o outcome, test string, err error) {
	args, err := s.args(tree)
	if err != nil {
		return 0, "", err
	}
	ctx := context.Background()
	if limit > 0 {
		if args[0] == "go" { // which ends what it started: an interrupted go command would not
			args = slices.Insert(args, 2, "-timeout="+limit.String())
			limit = 2*limit + killing
		}
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", `ulimit -d ` + heap + `; exec "$@"`, "sh"}, args...)...)
	cmd.Dir, cmd.Env = tree, s.env
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	var status *exec.ExitError
	switch text := string(out); {
	case ctx.Err() != nil || strings.Contains(text, "panic: test timed out") || strings.Contains(text, "*** Test killed"):
		return endless, "", nil
	case err == nil:
		return passed, "", nil
	case !errors.As(err, &status):
		return 0, "", err
	case notBuilt.MatchString(text):
		return unbuilt, "", nil
	default:
		if found := failedTest.FindAllStringSubmatch(text, -1); found != nil {
			test = found[len(found)-1][1] // subtests follow their test
		}
		return failed, test, nil
	}
}

// goSuite is the tests of one package.
func goSuite(folder string, flags ...string) *suite {
	args := slices.Concat([]string{"go", "test", "-count=1", "-vet=off", "-failfast"}, flags, []string{"./" + folder})
	return &suite{name: folder, args: func(string) ([]string, error) { return slices.Clone(args), nil }}
}

const (
	browserTests = "build/llmemu/internal/browsertest" // drives Chromium
	itself       = "build/llmemu/internal/mutate"      // tells every mutation: its lists fit the code no longer
)

// packages is what the go command knows about the module, by folder.
type packages map[string]*pkg

type pkg struct {
	importers []string // folders, those whose tests import it included
	hasTests  bool
	wasm      bool // compiles for the browser alone
}

// listPackages asks the go command who imports whom.
func listPackages(root string) (packages, error) {
	all := packages{}
	list := func(env ...string) error {
		const form = `{{.Module.Path}} {{.ImportPath}} {{len .TestGoFiles}}{{len .XTestGoFiles}}{{range .Imports}} {{.}}{{end}}{{range .TestImports}} {{.}}{{end}}{{range .XTestImports}} {{.}}{{end}}`
		cmd := exec.Command("go", "list", "-f", form, "./...")
		cmd.Dir, cmd.Env, cmd.Stderr = root, append(os.Environ(), env...), os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("go list: %w", err)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		for _, line := range lines {
			fields := strings.Fields(line)
			folder := strings.TrimPrefix(fields[1], fields[0]+"/")
			if all[folder] == nil {
				all[folder] = &pkg{hasTests: fields[2] != "00", wasm: env != nil}
			}
		}
		for _, line := range lines {
			fields := strings.Fields(line)
			folder := strings.TrimPrefix(fields[1], fields[0]+"/")
			for _, path := range fields[3:] {
				imported := all[strings.TrimPrefix(path, fields[0]+"/")]
				if imported != nil && env == nil && !slices.Contains(imported.importers, folder) {
					imported.importers = append(imported.importers, folder)
				}
			}
		}
		return nil
	}
	if err := list(); err != nil {
		return nil, err
	}
	return all, list("GOOS=js", "GOARCH=wasm")
}

// suites are what may notice a mutation: the tests beside it, and farther away those that the room's list names, or else
// those of whoever imports the package.
func (r *runner) suites(room *Room, m *Mutation) (near, far []*suite, err error) {
	folder := filepath.ToSlash(filepath.Dir(m.File))
	names := room.Tests
	if p := r.packages[folder]; p != nil {
		if p.hasTests {
			near = append(near, r.suite(folder))
		}
		if len(names) == 0 {
			names = p.importers
		}
	} else if strings.HasSuffix(m.File, ".js") {
		near = append(near, r.scripts)
	} else {
		return nil, nil, fmt.Errorf("%s: neither in a package nor a script", m.File)
	}
	for _, name := range names {
		p := r.packages[name]
		if p == nil {
			return nil, nil, fmt.Errorf("%s/%s.txt: tests: there is no package %s", Folder, room.Name, name)
		}
		if s := r.suite(name); p.hasTests && name != browserTests && name != itself && !slices.Contains(near, s) && !slices.Contains(far, s) {
			far = append(far, s)
		}
	}
	return near, far, nil
}

// suite makes each package's suite once. That of a package for the browser runs in Node.
func (r *runner) suite(folder string) *suite {
	if r.made[folder] == nil {
		r.made[folder] = goSuite(folder)
		if r.packages[folder].wasm {
			r.made[folder] = goSuite(folder, "-exec="+r.Launcher)
			r.made[folder].env = r.NodeEnv
		}
	}
	return r.made[folder]
}
