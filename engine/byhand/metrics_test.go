package byhand_test

import (
	"encoding/json"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/metrics"
)

// complete runs what was worked out.
func complete(t *testing.T, r *byhand.Run) *engine.Run {
	t.Helper()
	in := r.Input()
	if err := in.Scenario.Validate(); err != nil {
		t.Fatal(err)
	}
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// runs are all of them.
func runs() []*byhand.Run {
	return []*byhand.Run{byhand.Rush(), byhand.Strained(), byhand.Urgent(), byhand.Drawn()}
}

func TestResult(t *testing.T) {
	for _, r := range runs() {
		t.Run(r.Name, func(t *testing.T) {
			report := complete(t, r).Report()
			packed, err := report.Pack(report.Summary(), nil)
			if err != nil {
				t.Fatal(err)
			}
			header, columns := byhand.Unpack(t, packed)
			columns.Same(t, r.Result())
			byhand.SameJSON(t, "header", any(header), r.Header())
		})
	}
}

// jsonOf is a value as encoding/json writes it.
func jsonOf(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return byhand.Read(t, text)
}

// TestSeriesOfHalfSeconds counts rates by the second, however long the interval is: of the draw, three requests end in the
// first half, and one in the third.
func TestSeriesOfHalfSeconds(t *testing.T) {
	s := complete(t, byhand.Drawn()).Report().Series(500_000_000)
	for name, c := range map[string]struct{ got, want []float64 }{
		"t_s": {s.T, []float64{0, 0.5, 1}}, "finished": {s.Finished, []float64{6, 0, 2}}, "output_tokens": {s.OutputTokens, []float64{18, 0, 4}},
		"prefill_tokens": {s.PrefillTokens, []float64{48, 0, 18}}, "decode_tokens": {s.DecodeTokens, []float64{12, 0, 2}},
		"running": {s.Running, []float64{2, 0, 1}}, "waiting": {s.Waiting, []float64{1, 0, 0}},
	} {
		byhand.Columns{name: c.got}.Same(t, byhand.Columns{name: c.want})
	}
}

// TestHitsAfterAPreemptionAreCountedApart records a request that finds 12 tokens, loses them, finds 8, and then 4.
func TestHitsAfterAPreemptionAreCountedApart(t *testing.T) {
	l := metrics.NewLog(&metrics.Requests{})
	id := l.Arrive(0, 0, 0, 0, 20)
	l.Admit(id, 10, 12)
	l.Preempt(id, 30)
	l.Resume(id, 70, 8)
	l.Preempt(id, 100)
	l.Resume(id, 101, 4)
	if l.HitTokens[id] != 12 || l.HitsAgain[id] != 12 || l.Requeued[id] != 41 || l.Preemptions[id] != 2 {
		t.Errorf("%d tokens found, and %d again, %d ns waited again, %d preemptions; by hand 12, 12, 41, 2", l.HitTokens[id], l.HitsAgain[id], l.Requeued[id], l.Preemptions[id])
	}
}
