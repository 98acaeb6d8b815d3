package gotest

import (
	"maps"
	"os"
	"strings"
	"testing"
)

// TestReport reads what go test said of five packages: one passes and skips, one has a failing subtest, one does not compile, one
// panics, one has no tests.
func TestReport(t *testing.T) {
	events, err := os.Open("testdata/events.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Close()
	var out strings.Builder
	skipped, err := Read(events, &out)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Skipped{"../shared/data is not here": 2, "no reason given": 1}); !maps.Equal(skipped, want) || skipped.Total() != 3 {
		t.Errorf("skipped %v, want %v", skipped, want)
	}
	const want = `--- FAIL: TestParent (0.00s)
    b_test.go:5: wrong
        second line
--- FAIL: TestParent/bad (0.00s)
set up
FAIL
FAIL	gt/b	0.001s
# gt/c [gt/c.test]
c/c_test.go:3:27: undefined: undefined
FAIL	gt/c [build failed]
ok  	gt/a	0.145s
--- FAIL: TestPanics (0.00s)
panic: assignment to entry in nil map [recovered, repanicked]

panic({0x55a8c0?, 0x6cac40?})
gt/d.TestPanics(0x3da901b96488?)
created by testing.(*T).Run in goroutine 1
FAIL	gt/d	0.004s
`
	if got := out.String(); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}

// TestWhatIsNoEventIsPrinted: the go command writes other lines in between, and a killed test leaves half a line.
func TestWhatIsNoEventIsPrinted(t *testing.T) {
	var out strings.Builder
	skipped, err := Read(strings.NewReader("go: downloading a module\n{}\n"+
		`{"Action":"output","Package":"p","Test":"TestHangs","Output":"    p_test.go:3: began\n"}`+"\n"+
		`{"Action":"output","Package":"p","Output":"signal: killed\n"}`+"\n"+`{"Action":"fail","Package":"p"}`+"\n"+`{"Acti`), &out)
	if err != nil || skipped.Total() != 0 {
		t.Errorf("skipped %v, error %v", skipped, err)
	}
	if want := "go: downloading a module\n{}\n    p_test.go:3: began\nsignal: killed\n{\"Acti"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}
