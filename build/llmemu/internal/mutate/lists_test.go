package mutate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

// The lists name text that stands in the code once, and what they make of it is still a program.
func TestListsFitTheCode(t *testing.T) {
	root, err := site.Root()
	if err != nil {
		t.Fatal(err)
	}
	rooms, err := Load(root, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(rooms) == 0 {
		t.Fatal("no lists")
	}
	packages, err := listPackages(root)
	if err != nil {
		t.Fatal(err)
	}
	native, wasm := newCompiler(t, root), newCompiler(t, root, "GOOS=js", "GOARCH=wasm")
	var scripts []script
	total := 0
	for _, room := range rooms {
		total += len(room.Mutations)
		for _, name := range room.Tests {
			if packages[name] == nil || !packages[name].hasTests {
				t.Errorf("%s: tests: %s has none", room.Name, name)
			}
		}
		for _, m := range room.Mutations {
			source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(m.File)))
			if err != nil {
				t.Errorf("%s: %v", room.Name, err)
				continue
			}
			broken, _, err := m.Apply(string(source))
			switch {
			case err != nil:
				t.Errorf("%s %d: %v", room.Name, m.Number, err)
			case broken == string(source):
				t.Errorf("%s %d: %s: changes nothing", room.Name, m.Number, m.Words)
			case strings.HasSuffix(m.File, ".go"):
				compiler := native
				if packages[path.Dir(m.File)].wasm {
					compiler = wasm
				}
				if err := compiler.check(m.File, broken); err != nil {
					t.Errorf("%s %d: %s: %v", room.Name, m.Number, m.Words, err)
				}
			default:
				scripts = append(scripts, script{fmt.Sprintf("%s %d: %s", room.Name, m.Number, m.Words), broken})
			}
		}
	}
	checkScripts(t, scripts)
	t.Logf("%d mutations in %d rooms", total, len(rooms))
}

// script is a broken module of the page.
type script struct{ Name, Text string }

// checkScripts has Node read modules, all in one process.
func checkScripts(t *testing.T, scripts []script) {
	const read = `
		const { SourceTextModule } = require("node:vm");
		for (const { Name, Text } of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) {
			try { new SourceTextModule(Text); } catch (error) { console.log(Name + ": " + error); }
		}`
	input, err := json.Marshal(scripts)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--experimental-vm-modules", "--no-warnings", "-e", read)
	cmd.Stdin = bytes.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%s%v", out, err)
	}
}
