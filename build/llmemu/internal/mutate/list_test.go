package mutate

import (
	"strings"
	"testing"
)

const written = `# A comment.
tests: build/prerender engine
browser: TestLive

a/b.go: the wrong way round
- if a < b {
-   swap(a, b)
+ if a > b {
+ swap(a, b)

a/b.go: nothing is swapped
- swap(a, b)
equivalent: they are equal
`

func TestParse(t *testing.T) {
	room, err := parse("room", written)
	if err != nil {
		t.Fatal(err)
	}
	if len(room.Tests) != 2 || room.Tests[1] != "engine" || room.Browser != "TestLive" || len(room.Mutations) != 2 {
		t.Fatalf("%+v", room)
	}
	m := room.Mutations[1]
	if m.Number != 2 || m.File != "a/b.go" || m.Words != "nothing is swapped" || m.Equivalent != "they are equal" || len(m.New) != 0 {
		t.Errorf("%+v", m)
	}
	for text, want := range map[string]string{
		"a/b.go without words\n- x\n": "line 1: an entry begins with",
		"a/b.go: words\n- x\n> y\n":   `line 3: "> y"; allowed`,
	} {
		if _, err := parse("room", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestApply(t *testing.T) {
	const source = "package a\n\nfunc f() {\n\t\tif a < b {\n\t\t\tswap(a, b)\n\t\t}\n}\n"
	room, err := parse("room", written)
	if err != nil {
		t.Fatal(err)
	}
	broken, line, err := room.Mutations[0].Apply(source)
	if want := "package a\n\nfunc f() {\n\t\tif a > b {\nswap(a, b)\n\t\t}\n}\n"; err != nil || broken != want || line != 4 {
		t.Errorf("line %d, %v:\n%s", line, err, broken)
	}
	broken, line, err = room.Mutations[1].Apply(source)
	if strings.Contains(broken, "swap") || line != 5 || err != nil {
		t.Errorf("line %d, %v:\n%s", line, err, broken)
	}
	for text, want := range map[string]string{"no such code": "0 times", source + source: "2 times"} {
		if _, _, err := room.Mutations[0].Apply(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
