package mutate

import (
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

// The lists name text that stands in the code once, and what they make of it can still be read.
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
	scripts := make(chan [2]string)
	var checks sync.WaitGroup
	for range 4 {
		checks.Go(func() {
			for s := range scripts {
				checkScript(t, s[0], s[1])
			}
		})
	}
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
				if _, err := parser.ParseFile(token.NewFileSet(), m.File, broken, parser.SkipObjectResolution); err != nil {
					t.Errorf("%s %d: %s: %v", room.Name, m.Number, m.Words, err)
				}
			default:
				scripts <- [2]string{m.File + ": " + m.Words, broken}
			}
		}
	}
	close(scripts)
	checks.Wait()
	t.Logf("%d mutations in %d rooms", total, len(rooms))
}

// checkScript reads a module of the page as Node would.
func checkScript(t *testing.T, name, text string) {
	cmd := exec.Command("node", "--input-type=module", "--check", "-")
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
}
