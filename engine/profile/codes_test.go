package profile

import (
	"math"
	"testing"
)

func TestCodesKeepTimesToOnePartIn4096(t *testing.T) {
	for ns := int64(0); ns < MaxDuration-MaxDuration/1000; ns += 1 + ns/777 {
		got := decode(encode(ns))
		if ns <= 4095 && got != ns {
			t.Fatalf("%d becomes %d, want it exact", ns, got)
		}
		if math.Abs(float64(got-ns)) > float64(ns)/4096 {
			t.Fatalf("%d becomes %d", ns, got)
		}
	}
	if got := decode(encode(MaxDuration)); got != MaxDuration {
		t.Errorf("the longest time %d becomes %d", int64(MaxDuration), got)
	}
}

func TestEveryCodeSurvivesDecodingAndEncoding(t *testing.T) {
	for code := range 1 << 16 {
		if got := encode(decode(uint16(code))); got != uint16(code) {
			t.Fatalf("code %#x becomes %#x", code, got)
		}
	}
}

func TestDurationsBeyondTheRangeAreRefused(t *testing.T) {
	for _, ns := range []int64{-1, MaxDuration + 1} {
		if _, err := (Durations{ns}).Pack(); err == nil {
			t.Errorf("%d ns: no error", ns)
		}
	}
}

func TestNearestAlpha(t *testing.T) {
	for _, factor := range []float64{0, 0.001, 0.0543, -0.2, 0.5, 1, 3.17} {
		code := NearestAlpha(factor)
		half := max((code+1).Factor()-code.Factor(), code.Factor()-(code-1).Factor()) / 2
		if got := code.Factor(); math.Abs(got-factor) > half {
			t.Errorf("%v becomes %v, which is not the nearest", factor, got)
		}
	}
	if got := NearestAlpha(-100); got != math.MinInt8 {
		t.Errorf("-100 becomes %d, want the end of the range", got)
	}
}
