package byhand_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/profile"
)

// TestOnlyTestsUseIt looks for imports of this package in what is no test.
func TestOnlyTestsUseIt(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("reading all sources takes Node ten seconds, and says the same")
	}
	root := filepath.Join("..", "..")
	tests := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(text, []byte(`"github.com/llmemu/playground/engine/byhand"`)) {
			return err
		}
		if tests++; !strings.HasSuffix(path, "_test.go") {
			t.Errorf("%s imports package byhand, which is for tests", path)
		}
		return nil
	})
	if err != nil || tests == 0 {
		t.Errorf("%d files import it: %v", tests, err)
	}
}

// TestFilesKeepTheProfiles holds the profiles to what their files give back: every time is one that a file keeps exactly.
func TestFilesKeepTheProfiles(t *testing.T) {
	for _, p := range []*profile.Profile{byhand.Round(), byhand.Narrow(), byhand.Sampled()} {
		file, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := profile.Parse(file)
		if err != nil {
			t.Fatal(err)
		}
		if p.Grid != nil {
			back.Grid.Mixed = p.Grid.Mixed // nobody measured it: its lists are empty, not nil
		}
		if !reflect.DeepEqual(back.Grid, p.Grid) || !reflect.DeepEqual(back.Sampled, p.Sampled) {
			t.Errorf("%s comes back with other latencies", p.ID)
		}
	}
}

// TestTablesAddUp checks what has to hold in any table, before anything is compared with it.
func TestTablesAddUp(t *testing.T) {
	for _, r := range runs() {
		for id, q := range r.Requests {
			sum := int64(0)
			for _, part := range q.Parts {
				sum += part
			}
			if sum != r.Last(id)-q.Sent {
				t.Errorf("%s: the parts of request %d make %d, from its send to its end are %d", r.Name, id, sum, r.Last(id)-q.Sent)
			}
			if n := len(r.Tokens(id)); n != q.Output {
				t.Errorf("%s: request %d gets %d of %d tokens", r.Name, id, n, q.Output)
			}
			at := r.Life(id)[0].From
			for _, s := range r.Life(id) {
				if s.From != at {
					t.Errorf("%s: request %d has a hole in its life before %d", r.Name, id, s.From)
				}
				at = s.To
			}
			if at != r.Last(id) {
				t.Errorf("%s: the life of request %d ends at %d, not %d", r.Name, id, at, r.Last(id))
			}
		}
		for k, s := range r.Steps {
			if len(s.Queue) != s.Waiting || (s.Refused == byhand.Nobody) != (s.Waiting == 0) {
				t.Errorf("%s: step %d leaves %d waiting and lists %v", r.Name, k, s.Waiting, s.Queue)
			}
			if r.Profile != "sampled" && s.End-s.Start != cost(s) {
				t.Errorf("%s: step %d takes %d, by the profile %d", r.Name, k, s.End-s.Start, cost(s))
			}
		}
	}
}

// cost is what a step takes on the round profile, in tenths.
func cost(s byhand.Step) int64 {
	tokens := s.Prefill() + s.Decodes()
	tenths := 64 + 2*tokens + max(s.Outputs(), 1) - 1
	prefills, pairs := 0, 0
	for _, share := range s.Batch {
		if share.Tokens == 1 {
			tenths += share.Context
			continue
		}
		prefills++
		pairs += share.Tokens*share.Context + share.Tokens*share.Tokens/2
	}
	if prefills == 1 { // its own context
		return int64(tenths + 2*(pairs-s.Prefill()*s.Prefill()/2)/s.Prefill())
	}
	if prefills > 1 {
		return int64(tenths) + int64(2*float64(pairs)/float64(s.Prefill())) - int64(s.Prefill())
	}
	return int64(tenths)
}
