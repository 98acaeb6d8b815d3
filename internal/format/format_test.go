package format_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/llmemu/playground/internal/format"
)

func TestSharedCases(t *testing.T) {
	data, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Call, Want string
		Value      float64
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	calls := map[string]func(float64) string{
		"number": format.Number, "plain": format.Plain, "count": format.Count[float64],
		"duration": format.Duration, "percent": format.Percent,
	}
	for _, c := range cases {
		if got := calls[c.Call](c.Value); got != c.Want {
			t.Errorf("%s(%v) = %q, want %q", c.Call, c.Value, got, c.Want)
		}
	}
}

func TestAbsentValues(t *testing.T) {
	for name, call := range map[string]func(float64) string{
		"number": format.Number, "plain": format.Plain, "count": format.Count[float64], "change": format.Change,
	} {
		if got := call(math.NaN()); got != "–" {
			t.Errorf("%s(NaN) = %q", name, got)
		}
	}
}

func TestChange(t *testing.T) {
	for v, want := range map[float64]string{-3.63: "\u22123.6\u2009%", 12.4: "+12\u2009%", 0.02: "0\u2009%", 1234: "+1,234\u2009%"} {
		if got := format.Change(v); got != want {
			t.Errorf("Change(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for want, got := range map[string]string{
		"1 field": format.Of(1, "field"), "0 fields": format.Of(0, "field"), "1,000 steps": format.Of(1000, "step"),
		"2\u00a0s": format.Limit(2000), "35\u00a0ms": format.Limit(35), "1.5\u00a0s": format.Limit(1500),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for got, want := range map[string]string{
		format.Number(0):          "0",
		format.Number(0.001234):   "0.00123",
		format.Number(9.996):      "10.0",
		format.Number(99.96):      "100",
		format.Number(-1234.4):    "\u22121,234",
		format.Number(math.NaN()): "\u2013",
		format.Count(-12345):      "\u221212,345",
		format.Of(1, "step"):      "1 step",
		format.Of(2000, "step"):   "2,000 steps",
		format.Duration(33.2):     "33.2\u00a0ms",
		format.Duration(999.6):    "1.00\u00a0s",
		format.Share(1, 3):        "33\u2009%",
		format.Share(1, 1000):     "<1\u2009%",
		format.Share(999, 1000):   ">99\u2009%",
		format.Share(5, 0):        "0\u2009%",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
