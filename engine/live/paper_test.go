package live

import (
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/byhand"
)

// The sessions here are on the profile with round numbers, whose max_model_len is 64; see byhand/watched.go.

// TestWhatIsSentFitsTheModel asks for the most that 64 tokens allow, and for one more.
func TestWhatIsSentFitsTheModel(t *testing.T) {
	in := byhand.Evicted()
	in.Scenario.Engine.NumGPUBlocks = 100
	l := begin(t, in)
	for _, ask := range [][2]int{{63, 1}, {60, 4}} {
		if _, err := l.Send(ask[0], ask[1]); err != nil {
			t.Errorf("%d and %d tokens: %v", ask[0], ask[1], err)
		}
	}
	for words, ask := range map[string][2]int{
		"prompt: 64 tokens; allowed: 1 to 63 ":            {64, 1},
		"answer: 5 tokens; allowed: 1 to 4 beside this p": {60, 5},
	} {
		if _, err := l.Send(ask[0], ask[1]); err == nil || !strings.HasPrefix(err.Error(), words) {
			t.Errorf("%d and %d tokens: %v", ask[0], ask[1], err)
		}
	}
}

// TestABurstArrivesNow: at 10.0 ms, when one request is in the engine.
func TestABurstArrivesNow(t *testing.T) {
	l := begin(t, byhand.Evicted())
	now := int64(100 * byhand.Tenth)
	until(t, l, now, now, false)
	if err := l.Burst(2); err != nil {
		t.Fatal(err)
	}
	if h := snapshot(t, l).Header; h.Held != 0 || h.Arriving != 2 {
		t.Errorf("before time goes on %d are held and %d on their way", h.Held, h.Arriving)
	}
	until(t, l, 2*now, now, false)
	if log := l.engine.Log(); !slices.Equal(log.Arrival, []int64{0, now, now}) || !slices.Equal(log.Sent, []int64{0, now, now}) {
		t.Errorf("requests arrive at %d and are sent at %d", log.Arrival, log.Sent)
	}
}

// TestTheLatestOwnRequestsAreKept sends ten beside the one of the flow: the last eight are on show.
func TestTheLatestOwnRequestsAreKept(t *testing.T) {
	in := byhand.Evicted()
	in.Scenario.Engine.NumGPUBlocks = 100
	l := begin(t, in)
	until(t, l, 100*byhand.Tenth, second, false)
	for range 10 {
		if _, err := l.Send(1, 1); err != nil {
			t.Fatal(err)
		}
	}
	var ids []int
	for _, o := range snapshot(t, l).Own {
		ids = append(ids, o.ID)
	}
	if slices.Sort(ids); !slices.Equal(ids, []int{3, 4, 5, 6, 7, 8, 9, 10}) {
		t.Errorf("the own requests %d are on show", ids)
	}
}

// TestOwnRequestsAreNotForgotten looks at the watcher's request more than two minutes after its six tokens: five gaps, of
// which one goes across its preemption.
func TestOwnRequestsAreNotForgotten(t *testing.T) {
	l := begin(t, byhand.Evicted())
	until(t, l, 100*byhand.Tenth, second, false)
	if _, err := l.Send(3, 6); err != nil {
		t.Fatal(err)
	}
	until(t, l, 130*second, second, false)
	s := snapshot(t, l)
	want := []float64{8.2, 22.9, 7.1, 7.2, 7.3}
	if o := s.Own[0]; !o.Done || o.Tokens != 6 || o.Gaps != 5 || o.Preemptions != 1 || !near(s.floats("gap.ms"), want) {
		t.Errorf("%+v with the gaps %v, by hand %v", o, s.floats("gap.ms"), want)
	}
	if l.forgotten < 60*second {
		t.Error("nothing was forgotten: the test tests nothing")
	}
}

func near(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x-y < 1e-9 && y-x < 1e-9 })
}

// TestWhatAPictureShowsIsKept has a request every second, and looks just after the first minute: a picture goes back a
// minute, so that all who came since then are still known.
func TestWhatAPictureShowsIsKept(t *testing.T) {
	l := begin(t, byhand.Evicted())
	for at := int64(0); at < 90*second; at += second {
		until(t, l, at+second/2, second, false)
		if err := l.Burst(1); err != nil {
			t.Fatal(err)
		}
	}
	log, kept := l.engine.Log(), 0
	if l.forgotten < 60*second {
		t.Fatal("nothing was forgotten: the test tests nothing")
	}
	for id := range log.Sent[:len(log.Sent)-1] { // the last one has just been sent
		if log.Last[id] < l.forgotten-Window {
			continue
		}
		kept++
		if s := l.stories[id]; log.Last[id] < l.forgotten && (s == nil || len(s.runs) == 0) {
			t.Errorf("request %d, which ended at %d ns, is forgotten at %d", id, log.Last[id], l.forgotten)
		}
	}
	if kept < 50 {
		t.Errorf("only %d requests are recent", kept)
	}
}
