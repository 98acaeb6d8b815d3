// Package gotest reads what `go test -json` reports: it prints what `go test` itself would print, and keeps which tests were
// skipped and why, which `go test` does not say.
package gotest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Skipped counts tests by the reason for which they were skipped.
type Skipped map[string]int

// Add adds the tests of another count.
func (s Skipped) Add(others Skipped) {
	for reason, n := range others {
		s[reason] += n
	}
}

// Total is the number of all.
func (s Skipped) Total() int {
	total := 0
	for _, n := range s {
		total += n
	}
	return total
}

// event is a line of what cmd/test2json writes.
type event struct {
	Action  string
	Package string
	Test    string // "" for what a package says as a whole
	Output  string
}

// report gathers what one run says.
type report struct {
	out      io.Writer
	packages map[string]*tests
	skipped  Skipped
}

// tests are what a package has said so far.
type tests struct {
	said  map[string][]string // by a test that has not passed; "" is the package
	order []string            // of the tests in it
}

// Read reads a whole report and prints it to out. Lines that are no event, such as those of the go command, are printed as
// they are.
func Read(from io.Reader, out io.Writer) (Skipped, error) {
	r := &report{out: out, packages: map[string]*tests{}, skipped: Skipped{}}
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		var e event
		switch {
		case len(line) == 0:
		case json.Unmarshal(line, &e) != nil || e.Action == "":
			if _, err := out.Write(line); err != nil {
				return nil, err
			}
		default:
			r.take(&e)
		}
		if err == io.EOF {
			return r.skipped, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

func (r *report) take(e *event) {
	if e.Action == "build-output" {
		fmt.Fprint(r.out, e.Output)
		return
	}
	p := r.packages[e.Package]
	if p == nil {
		p = &tests{said: map[string][]string{}}
		r.packages[e.Package] = p
	}
	switch e.Action {
	case "output":
		if _, known := p.said[e.Test]; !known && e.Test != "" {
			p.order = append(p.order, e.Test)
		}
		p.said[e.Test] = append(p.said[e.Test], e.Output)
	case "skip":
		if e.Test != "" {
			r.skipped[reason(p.said[e.Test])]++
		}
		delete(p.said, e.Test)
	case "pass":
		if e.Test == "" {
			r.print(p.said[""][max(0, len(p.said[""])-1):]) // "ok", the package and the time
		}
		delete(p.said, e.Test)
	case "fail":
		if e.Test == "" {
			r.fail(p)
		}
	}
}

// fail prints what the tests of a package say that have failed, or were under way when it ended, and the package itself.
func (r *report) fail(p *tests) {
	for _, test := range p.order {
		r.print(p.said[test])
	}
	r.print(p.said[""])
	clear(p.said)
}

// chatter are lines that go test writes with -v alone.
var chatter = regexp.MustCompile(`^=== (RUN|PAUSE|CONT|NAME) `)

func (r *report) print(lines []string) {
	for _, line := range lines {
		if !chatter.MatchString(line) {
			fmt.Fprint(r.out, line)
		}
	}
}

// place begins what a test says: the file and line where it says it.
var place = regexp.MustCompile(`^ +[\w./-]+\.go:\d+: `)

// reason is the last thing that a skipped test says.
func reason(said []string) string {
	why := "no reason given"
	for _, line := range said {
		if at := place.FindString(line); at != "" {
			why = strings.TrimSpace(line[len(at):])
		}
	}
	return why
}
