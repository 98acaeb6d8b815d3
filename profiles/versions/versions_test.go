package versions

import "testing"

// TestTold: only what came after the link's version is said, the newest first.
func TestTold(t *testing.T) {
	three := []Version{{"a", "2026-01-01", ""}, {"b", "2026-02-02", "new tables"}, {"c", "2026-03-03", "a longer axis"}}
	for _, c := range []struct {
		versions []Version
		digest   string
		want     string
	}{
		{three, "c", ""},
		{three, "b", "Card has changed since this link was made, so figures may differ: 2026-03-03: a longer axis."},
		{three, "a", "Card has changed since this link was made, so figures may differ: 2026-03-03: a longer axis; 2026-02-02: new tables."},
		{three, "x", "This link was made with another version of Card than any that is known here, so figures may differ."},
		{three, "", "This link does not say with which version of Card it was made. Figures may differ: 2026-03-03: a longer axis; 2026-02-02: new tables."},
		{three[:1], "", ""},
		{three[:1], "x", "This link was made with another version of Card than any that is known here, so figures may differ."},
		{nil, "", ""},
		{nil, "x", ""}, // the reader's own: nothing is known of it
	} {
		if got := Told("Card", c.versions, c.digest); got != c.want {
			t.Errorf("%d versions, link of %q: %q, want %q", len(c.versions), c.digest, got, c.want)
		}
	}
}

func TestDigestIsOfTheContents(t *testing.T) {
	if a, b := Digest([]byte("a")), Digest([]byte("b")); a == b || a != Digest([]byte("a")) {
		t.Errorf("%s and %s", a, b)
	}
	if got := Digest(nil); got != "33niihzj4ux45" { // FNV's offset basis, 14695981039346656037
		t.Errorf("of nothing %s", got)
	}
}
