package mutate

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// What may become of a mutation, on a module of two packages and a script.
var module = map[string]string{
	"go.mod":                       "module example.com/m\n\ngo 1.26\n",
	"near/near.go":                 "package near\n\nfunc Less(a, b int) bool { return a < b }\n\nfunc Twice(n int) int { return 2 * n }\n\nfunc Unused() int { return 1 }\n\nfunc Sum(n int) int {\n\ts := 0\n\tfor i := 0; i < n; i++ {\n\t\ts += i\n\t}\n\treturn s\n}\n",
	"near/near_test.go":            "package near\n\nimport \"testing\"\n\nfunc TestLess(t *testing.T) {\n\tif !Less(1, 2) || Less(2, 2) || Sum(3) != 3 {\n\t\tt.Fatal()\n\t}\n}\n",
	"far/far.go":                   "package far\n\nimport \"example.com/m/near\"\n\nfunc Four(n int) int { return near.Twice(near.Twice(n)) }\n",
	"far/far_test.go":              "package far\n\nimport \"testing\"\n\nfunc TestFour(t *testing.T) {\n\tif Four(1) != 4 {\n\t\tt.Fatal()\n\t}\n}\n",
	"page/page.go":                 "//go:build js\n\npackage page\n\nfunc Third(n int) int { return n / 3 }\n",
	"page/page_test.go":            "//go:build js\n\npackage page\n\nimport \"testing\"\n\nfunc TestThird(t *testing.T) {\n\tif Third(6) != 2 {\n\t\tt.Fatal()\n\t}\n}\n",
	"script.js":                    "export const half = (n) => n / 2;\n",
	"script.test.js":               "import assert from \"node:assert/strict\";\nimport { test } from \"node:test\";\nimport { half } from \"./script.js\";\n\ntest(\"half of it\", () => assert.equal(half(2), 1));\n",
	"package.json":                 "{\"type\": \"module\"}\n",
	filepath.Join(Folder, "m.txt"): list,
}

const list = `near/near.go: near tests
- return a < b
+ return a <= b

near/near.go: tests of who uses it
- return 2 * n
+ return 3 * n

near/near.go: no test at all
- return 1
+ return 2

near/near.go: no program
- return 1
+ return "1"

near/near.go: no end
- i++
+ i *= 2

near/near.go: no difference
- s := 0
+ s := 0 * n
equivalent: both are 0

page/page.go: a program for the browser
- n / 3
+ n / 2

script.js: a script
- n / 2
+ n / 3
`

func TestOneRunAtATime(t *testing.T) {
	root := t.TempDir()
	first, err := claim(root)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := claim(root); err == nil {
		t.Error("two runs have the same copies")
	}
	first.Close()
	again, err := claim(root)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func TestRun(t *testing.T) {
	root := t.TempDir()
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOCACHE", strings.TrimSpace(string(cache))) // as before: what follows would move it
	goRoot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	node := []string{"GOOS=js", "GOARCH=wasm", "PATH=" + os.Getenv("PATH"), "GOCACHE=" + os.Getenv("GOCACHE"), "HOME=" + os.Getenv("HOME")}
	t.Setenv("HOME", t.TempDir()) // where the copy goes
	t.Setenv("XDG_CACHE_HOME", "")
	defer func(usual time.Duration) { slack = usual }(slack)
	slack = 2 * time.Second
	for name, text := range module {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	survivors, err := Run(Options{Root: root, Jobs: 1, Out: &out,
		Scripts:  func(string) ([]string, error) { return []string{"script.test.js"}, nil },
		Launcher: filepath.Join(strings.TrimSpace(string(goRoot)), "lib", "wasm", "go_js_wasm_exec"), NodeEnv: node})
	if err != nil {
		t.Fatal(err)
	}
	if survivors != 1 {
		t.Errorf("%d survivors, want 1", survivors)
	}
	for _, line := range []string{
		`noticed    m 1  near/near.go:3: near tests \(by near TestLess\)`,
		`noticed    m 2  near/near.go:5: tests of who uses it \(by far TestFour\)`,
		`SURVIVED   m 3  near/near.go:7: no test at all`,
		`invalid    m 4  near/near.go:7: no program`,
		`noticed    m 5  near/near.go:11: no end \(by near, which did not end\)`,
		`equivalent m 6  near/near.go:10: no difference \(both are 0\)`,
		`noticed    m 7  page/page.go:5: a program for the browser \(by page TestThird\)`,
		`noticed    m 8  script.js:1: a script \(by page scripts half of it\)`,
		`m: 5 noticed, 1 survived \(16.7 %\), 1 equivalent, 1 invalid`,
	} {
		if !regexp.MustCompile("(?m)^" + line + "$").MatchString(out.String()) {
			t.Errorf("no line %s in\n%s", line, &out)
		}
	}
	for name, text := range module {
		if now, _ := os.ReadFile(filepath.Join(root, name)); string(now) != text {
			t.Errorf("%s has changed", name)
		}
	}
}

// The tests of the lists would tell every mutation: what it changes stands in its file no longer.
func TestWhoIsAsked(t *testing.T) {
	r := &runner{made: map[string]*suite{}, packages: packages{
		"a": {importers: []string{itself, browserTests, "b", "c"}}, "b": {hasTests: true}, "c": {},
		itself: {hasTests: true}, browserTests: {hasTests: true},
	}}
	near, far, err := r.suites(&Room{}, &Mutation{File: "a/a.go"})
	if err != nil || len(near) != 0 || len(far) != 1 || far[0].name != "b" {
		t.Errorf("%d suites beside it and %d farther away, error %v; want those of b alone", len(near), len(far), err)
	}
}
