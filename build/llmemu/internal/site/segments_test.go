package site

import (
	"bytes"
	"slices"
	"testing"
)

// moduleOf is a WebAssembly module with nothing but data.
func moduleOf(list ...segment) []byte {
	content := writeSegments(list)
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"), []byte{dataSection, byte(len(content))}, content)
}

func unchanged([]segment) error { return nil }

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
		if _, err := rewritten(bad, unchanged); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
