package site

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// moduleOf is a WebAssembly module with nothing but data.
func moduleOf(list ...segment) []byte {
	content := writeSegments(list)
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"), []byte{dataSection, byte(len(content))}, content)
}

func unchanged([]segment) {}

func TestJoinedSegments(t *testing.T) {
	far := 70000
	before := moduleOf(segment{far, []byte("far")}, segment{100, []byte("one")}, segment{111, []byte("two")})
	got, err := rewritten(before, unchanged)
	if err != nil {
		t.Fatal(err)
	}
	if want := moduleOf(segment{100, []byte("one\x00\x00\x00\x00\x00\x00\x00\x00two")}, segment{far, []byte("far")}); !bytes.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for offset := range 200 {
		if value, n := signed(appendSigned(nil, offset)); value != offset || n == 0 {
			t.Errorf("%d is read as %d", offset, value)
		}
	}
	if value, _ := signed([]byte{0x7f}); value != -1 {
		t.Errorf("-1 is read as %d", value)
	}
}

func TestForeignModules(t *testing.T) {
	whole := moduleOf(segment{100, []byte("one")})
	passive := slices.Clone(whole)
	passive[11] = 1
	for name, bad := range map[string][]byte{
		"no module": []byte("text"), "cut off": whole[:len(whole)-1], "a passive segment": passive,
		"a section of counts": append(slices.Clone(whole), countSection, 1, 1),
		"an overlap":          moduleOf(segment{100, []byte("one")}, segment{101, []byte("two")}),
	} {
		if same, problems := shrunk(bad); !bytes.Equal(same, bad) || len(problems) != 1 {
			t.Errorf("%s was taken, with problems %v", name, problems)
		}
	}
}

// TestWhatIsNotKnownIsSaid: a file of a kind to come is left alone, and the build says so.
func TestWhatIsNotKnownIsSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "engine.wasm")
	if err := os.WriteFile(path, []byte("of Go 2"), 0o755); err != nil {
		t.Fatal(err)
	}
	var said []string
	if err := shrink(path, func(message string) { said = append(said, message) }); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadFile(path); err != nil || string(left) != "of Go 2" {
		t.Errorf("%q is left, error %v", left, err)
	}
	if len(said) != 1 || !strings.HasPrefix(said[0], "warning: engine.wasm is larger than it could be: its segments stay: ") {
		t.Errorf("said %q", said)
	}
}
