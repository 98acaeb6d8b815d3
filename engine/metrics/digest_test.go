package metrics

import "testing"

// The sums are those of the reference implementation over the same words as bytes.
func TestXXH64(t *testing.T) {
	for _, c := range []struct {
		words int
		want  uint64
	}{
		{0, 0xef46db3751d8e999}, {1, 0xb4ad8a2a3728b057}, {3, 0x4f21ee930608f3c0}, {4, 0xcc8de5acbc49385e},
		{7, 0x7a4ea291bd520b76}, {448, 0x302efa75186b0d82}, {1001, 0x1e27bb26b215c8c1},
	} {
		words := make([]uint64, c.words)
		for i := range words {
			words[i] = uint64(i+1) * 0x9e3779b97f4a7c15
		}
		if got := newXXH64().sum(words); got != c.want {
			t.Errorf("%d words: %016x, want %016x", c.words, got, c.want)
		}
	}
}
