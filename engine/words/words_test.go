package words_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/words"
)

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		words.Number(0):            "0",
		words.Number(0.001234):     "0.00123",
		words.Number(9.996):        "10.0",
		words.Number(99.96):        "100",
		words.Number(-1234.4):      "\u22121,234",
		words.Number(math.NaN()):   "\u2013",
		words.Count(-12345):        "\u221212,345",
		words.Of(1, "step"):        "1 step",
		words.Of(2000, "step"):     "2,000 steps",
		words.Duration(33_200_000): "33.2\u00a0ms",
		words.Duration(999.6e6):    "1.00\u00a0s",
		words.Share(1, 3):          "33\u2009%",
		words.Share(1, 1000):       "<1\u2009%",
		words.Share(999, 1000):     ">99\u2009%",
		words.Share(5, 0):          "0\u2009%",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
