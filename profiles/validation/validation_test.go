package validation

import (
	"strings"
	"testing"
)

// TestText has the headline alone where nothing is further off, and the run of the worst where there are several.
func TestText(t *testing.T) {
	tpot := Figure{Key: "tpot_ms", Stat: "mean", ErrorPct: -0.324}
	for _, c := range []struct {
		metrics []Figure
		want    string
	}{
		{[]Figure{tpot}, "TPOT 0.3\u2009%"},
		{[]Figure{tpot, {Key: "ttft_ms", Stat: "p50", ErrorPct: -8.933}, {Key: "e2el_ms", Stat: "p99", ErrorPct: 1.1}}, "TPOT 0.3\u2009%, at worst TTFT p50 −8.9\u2009%"},
		{[]Figure{tpot, {Key: "output_throughput", Stat: "mean", ErrorPct: 6.6, Run: "8 at a time"}}, "TPOT 0.3\u2009%, at worst Output +6.6\u2009% (8 at a time)"},
	} {
		r := &Record{Metrics: c.metrics}
		r.Finish()
		if got := r.Text(); strings.ReplaceAll(got, "\u2212", "−") != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	loops := &Record{Metrics: []Figure{tpot}} // of a mean over loops the worst loop is not its headline
	loops.Finish()
	loops.Worst = &Figure{Run: "64 at a time", Key: "tpot_ms", Stat: "mean", ErrorPct: -0.324}
	if got := loops.Text(); !strings.Contains(got, "(64 at a time)") {
		t.Errorf("%q", got)
	}
}
