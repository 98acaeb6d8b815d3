package message

import (
	"errors"
	"fmt"
	"testing"
)

// TestSprintfIsFmts compares with fmt, of which the package is a part.
func TestSprintfIsFmts(t *testing.T) {
	for _, c := range []struct {
		format string
		args   []any
	}{
		{"nothing", nil},
		{"%d of %d bytes", []any{3, int64(-4)}},
		{"%q is 100 %%, not %g", []any{"a \"b\"", 0.25}},
		{"%.3s %.2q %s", []any{"abcdef", "xyz", "p"}},
		{"%016x %t %v", []any{uint64(0xbeef), true, errors.New("e")}},
	} {
		if got, want := Sprintf(c.format, c.args...), fmt.Sprintf(c.format, c.args...); got != want {
			t.Errorf("%q: %q, want %q", c.format, got, want)
		}
	}
}

func TestErrorfWraps(t *testing.T) {
	inner := errors.New("inner")
	if err := Errorf("outer: %v", inner); err.Error() != "outer: inner" || !errors.Is(err, inner) {
		t.Errorf("%v", err)
	}
}
