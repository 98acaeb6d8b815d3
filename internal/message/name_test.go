package message

import (
	"strings"
	"testing"
)

func TestNamesAreCutAndVisible(t *testing.T) {
	for name, want := range map[string]string{
		"max_num_seqs":                "max_num_seqs",
		"größe 8\u202f%":              "größe 8\u202f%", // spaces of our own numbers stay
		"\x1b]0;pwned\x07\x1b[31mred": `\x1b]0;pwned\a\x1b[31mred`,
		"a\u202eb\u2066c\ufeff":       `a\u202eb\u2066c\ufeff`,
		"two\nlines\x80":              `two\nlines\x80`,
		strings.Repeat("é", 60):       strings.Repeat("é", 60),
		strings.Repeat("é", 200000):   strings.Repeat("é", 60) + "…",
	} {
		if got := Name(name); got != want {
			t.Errorf("%.80q is %q, want %q", name, got, want)
		}
	}
	if got, want := Sprintf("%q", strings.Repeat("A", 61)), `"`+strings.Repeat("A", 60)+`…"`; got != want {
		t.Errorf("quoted: %s", got)
	}
}
