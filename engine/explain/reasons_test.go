package explain

import (
	"testing"

	"github.com/llmemu/playground/engine/scheduler"
)

// A reason that comes from a limit has words for the pill, the sentence and the fact about the tail.
func TestEveryReasonHasItsWords(t *testing.T) {
	for r := range scheduler.NumReasons {
		w := reasons[r]
		if w.code == "" || r.Limit() != scheduler.NoLimit && (w.short == "" || w.sentence == "" || w.title == "" || w.blame == "") {
			t.Errorf("reason %d is called %+v", r, w)
		}
	}
}
