package byhand_test

import (
	"encoding/json"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
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
