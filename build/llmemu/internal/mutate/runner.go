package mutate

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say what to run.
type Options struct {
	Root    string
	Rooms   []string // names of lists; all of them if empty
	Only    []int    // numbers of mutations; none is all
	Jobs    int      // mutations at a time
	Browser bool     // whether Chromium's tests have a say too
	Scripts func(root string) ([]string, error)
	Out     io.Writer

	Launcher string   // runs a WebAssembly program in Node
	NodeEnv  []string // for it, and for the go command that builds for it
}

// verdict is what a mutation came to.
type verdict string

const (
	noticed    verdict = "noticed"
	survived   verdict = "SURVIVED"
	invalid    verdict = "invalid" // it does not compile: a compiler noticed, which says nothing about the tests
	equivalent verdict = "equivalent"
)

type runner struct {
	Options
	packages packages
	made     map[string]*suite
	scripts  *suite
	usual    map[*suite]time.Duration // what a suite takes when nothing is broken
}

// Run tries the mutations of the rooms, prints a line for each, and counts the survivors.
func Run(o Options) (survivors int, err error) {
	rooms, err := Load(o.Root, o.Rooms)
	if err != nil {
		return 0, err
	}
	r := &runner{Options: o, made: map[string]*suite{}, usual: map[*suite]time.Duration{}}
	r.scripts = &suite{name: "page scripts", args: func(tree string) ([]string, error) {
		files, err := o.Scripts(tree)
		return append([]string{"node", "--test", "--test-reporter=tap"}, files...), err
	}}
	if r.packages, err = listPackages(o.Root); err != nil {
		return 0, err
	}
	claimed, err := claim(o.Root)
	if err != nil {
		return 0, err
	}
	defer claimed.Close()
	trees := make([]string, o.Jobs)
	for i := range trees {
		if trees[i], err = copyOf(o.Root, i); err != nil {
			return 0, err
		}
	}
	total := counts{}
	for i := range rooms {
		count, err := r.room(&rooms[i], trees)
		if err != nil {
			return 0, err
		}
		fmt.Fprintf(o.Out, "%s: %s\n", rooms[i].Name, count)
		for v, n := range count {
			total[v] += n
		}
	}
	if len(rooms) > 1 {
		fmt.Fprintf(o.Out, "mutate: %s\n", total)
	}
	return total[survived], nil
}

type counts map[verdict]int

// String gives the survivors' share of the mutations that a test could have noticed.
func (c counts) String() string {
	share := 0.0
	if tried := c[noticed] + c[survived]; tried > 0 {
		share = 100 * float64(c[survived]) / float64(tried)
	}
	return fmt.Sprintf("%d noticed, %d survived (%.1f %%), %d equivalent, %d invalid",
		c[noticed], c[survived], share, c[equivalent], c[invalid])
}

// room tries the mutations of one room, each job in a tree of its own.
func (r *runner) room(room *Room, trees []string) (counts, error) {
	chosen := room.Mutations
	if len(r.Only) > 0 {
		all := chosen
		chosen = nil
		for _, n := range r.Only {
			if n < 1 || n > len(all) {
				return nil, fmt.Errorf("--only: %d; %s has 1 to %d", n, room.Name, len(all))
			}
			chosen = append(chosen, all[n-1])
		}
	}
	plans := make([]plan, len(chosen))
	for i := range chosen {
		var err error
		if plans[i], err = r.plan(room, &chosen[i], trees[0]); err != nil {
			return nil, err
		}
	}
	var (
		mutex   sync.Mutex
		workers sync.WaitGroup
		next    int
		failure error
	)
	count := counts{}
	for _, tree := range trees {
		workers.Go(func() {
			mutex.Lock()
			defer mutex.Unlock()
			for next < len(plans) && failure == nil {
				p := &plans[next]
				next++
				mutex.Unlock()
				v, line, by, err := r.try(p, tree)
				mutex.Lock()
				if err != nil {
					failure = err
					return
				}
				count[v]++
				fmt.Fprintf(r.Out, "%-10s %s %d  %s:%d: %s%s\n", v, room.Name, p.Number, p.File, line, p.Words, by)
			}
		})
	}
	workers.Wait()
	return count, failure
}

// plan is a mutation with what may notice it, in that order.
type plan struct {
	*Mutation
	suites []*suite
	wasm   bool
}

// plan lists what may notice a mutation, the quickest of those farther away first. All of it passes while nothing is broken.
func (r *runner) plan(room *Room, m *Mutation, tree string) (plan, error) {
	p := plan{Mutation: m}
	if m.Equivalent != "" {
		return p, nil
	}
	near, far, err := r.suites(room, m)
	if err != nil {
		return p, err
	}
	if known := r.packages[filepath.ToSlash(filepath.Dir(m.File))]; known != nil {
		p.wasm = known.wasm
	}
	if r.Browser {
		s := r.browser(room)
		far = append(far, s)
	}
	for _, s := range slices.Concat(near, far) {
		if err := r.time(s, tree); err != nil {
			return p, err
		}
	}
	slices.SortStableFunc(far, func(a, b *suite) int { return int(r.usual[a] - r.usual[b]) })
	p.suites = slices.Concat(near, far)
	return p, nil
}

// browser is Chromium's tests of a room.
func (r *runner) browser(room *Room) *suite {
	key := browserTests + " " + room.Browser
	if r.made[key] == nil {
		r.made[key] = goSuite(browserTests, "-run="+room.Browser)
	}
	return r.made[key]
}

// time runs a suite on the code as it is, once.
func (r *runner) time(s *suite, tree string) error {
	if r.usual[s] > 0 {
		return nil
	}
	for range 2 { // the first may have to build
		began := time.Now()
		switch o, test, err := s.run(tree, 0); {
		case err != nil:
			return err
		case o != passed:
			return fmt.Errorf("%s fails while nothing is broken: %s", s.name, test)
		}
		r.usual[s] = time.Since(began)
		if r.usual[s] < slack {
			break
		}
	}
	return nil
}

// try breaks a file of the tree, asks the suites in turn until one notices, and mends the file.
func (r *runner) try(p *plan, tree string) (v verdict, line int, by string, err error) {
	path := filepath.Join(tree, filepath.FromSlash(p.File))
	source, err := os.ReadFile(path)
	if err != nil {
		return "", 0, "", err
	}
	broken, line, err := p.Apply(string(source))
	if err != nil {
		return "", 0, "", err
	}
	if p.Equivalent != "" {
		return equivalent, line, " (" + p.Equivalent + ")", nil
	}
	if err := os.WriteFile(path, []byte(broken), 0o644); err != nil {
		return "", 0, "", err
	}
	defer func() {
		if mend := os.WriteFile(path, source, 0o644); err == nil {
			err = mend
		}
	}()
	if !compiles(tree, p) {
		return invalid, line, "", nil
	}
	for _, s := range p.suites {
		switch o, test, err := s.run(tree, patience*r.usual[s]+slack); {
		case err != nil:
			return "", line, "", err
		case o == endless:
			return noticed, line, " (by " + s.name + ", which did not end)", nil
		case o == unbuilt:
			return invalid, line, "", nil
		case o == failed:
			return noticed, line, " (by " + strings.TrimSpace(s.name+" "+test) + ")", nil
		}
	}
	return survived, line, "", nil
}

// compiles says whether what is broken is still a program.
func compiles(tree string, p *plan) bool {
	cmd := exec.Command("node", "--check", p.File)
	if strings.HasSuffix(p.File, ".go") {
		cmd = exec.Command("go", "build", "-o", os.DevNull, "./"+filepath.ToSlash(filepath.Dir(p.File)))
		if p.wasm {
			cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		}
	}
	cmd.Dir = tree
	return cmd.Run() == nil
}
