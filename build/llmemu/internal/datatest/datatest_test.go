package datatest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// recorder keeps how a test would be skipped.
type recorder struct {
	testing.TB
	reason string
}

type skipped struct{}

func (r *recorder) Helper() {}

func (r *recorder) Skipf(format string, args ...any) {
	r.reason = fmt.Sprintf(format, args...)
	panic(skipped{})
}

// TestAReasonNamesWhatIsMissing looks in folders of its own, whether the measurements are here or not.
func TestAReasonNamesWhatIsMissing(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "packs"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ folder, name, reason string }{
		{folder, "packs", ""},
		{folder, "packs/mi300x.json", "../shared/data/packs/mi300x.json is not here"},
		{filepath.Join(folder, "none"), "packs/mi300x.json", "../shared/data is not here"},
	} {
		r := &recorder{TB: t}
		func() {
			defer func() {
				if _, ok := recover().(skipped); ok != (c.reason != "") {
					t.Errorf("%s: skipped %t", c.name, ok)
				}
			}()
			if file := need(r, c.folder, c.name); file != filepath.Join(folder, "packs") {
				t.Errorf("found %s", file)
			}
		}()
		if r.reason != c.reason {
			t.Errorf("%s: reason %q, want %q", c.name, r.reason, c.reason)
		}
	}
}
