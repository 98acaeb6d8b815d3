package order

import (
	"slices"
	"testing"
)

func TestStable(t *testing.T) {
	list := []string{"b2", "a1", "b1", "c1", "a2", "a0"}
	Stable(list, func(x, y *string) int { return int((*x)[0]) - int((*y)[0]) })
	if want := []string{"a1", "a2", "a0", "b2", "b1", "c1"}; !slices.Equal(list, want) {
		t.Errorf("%v, want %v", list, want)
	}
}
