package live

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

const second = 1_000_000_000

func input(t *testing.T, id string, change func(*scenario.Scenario)) engine.Input {
	t.Helper()
	s := scenariostest.Load(t, id)
	if change != nil {
		change(s)
	}
	return scenariostest.Input(t, s)
}

func begin(t *testing.T, in engine.Input) *Live {
	t.Helper()
	l, err := New(in)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// until advances in slices of some nanoseconds, and looks at the session after each of them if asked to.
func until(t *testing.T, l *Live, to, slice int64, look bool) {
	t.Helper()
	for l.Now() < to {
		for at := min(to, l.Now()+slice); ; {
			reached, err := l.Advance(at, 7)
			if err != nil {
				t.Fatal(err)
			}
			if reached {
				break
			}
		}
		if look {
			snapshot(t, l)
		}
	}
}

// crowded is a load that fills a small pool: requests are preempted.
func crowded(s *scenario.Scenario) {
	s.Engine.NumGPUBlocks = 560
	s.Workload.RequestRate = 12
}

func TestTheSpeedChangesNothing(t *testing.T) {
	session := func(slice int64, look bool) *Live {
		l := begin(t, input(t, "chat", crowded))
		until(t, l, 5*second, slice, look)
		if err := l.SetRate(20); err != nil {
			t.Fatal(err)
		}
		until(t, l, 8*second, slice, look)
		if err := l.Burst(20); err != nil {
			t.Fatal(err)
		}
		id, err := l.Send(1200, 200)
		if err != nil {
			t.Fatal(err)
		}
		until(t, l, 10*second, slice, look)
		if !l.Abort(id) {
			t.Fatal("the request has ended before its abort")
		}
		if err := l.SetRate(1); err != nil {
			t.Fatal(err)
		}
		until(t, l, 40*second, slice, look)
		return l
	}
	want := session(40*second, false)
	log := want.engine.Log()
	if preempted := slices.Max(log.Preemptions); preempted == 0 || want.finished < 50 {
		t.Fatalf("the load is too light: at most %d preemptions, %d requests finished", preempted, want.finished)
	}
	for name, got := range map[string]*Live{"slow": session(3_000_000, true), "odd": session(777_777_777, false)} {
		if got.engine.Log().Digest() != log.Digest() || !slices.Equal(got.engine.Log().End, log.End) {
			t.Errorf("%s: the digest is %s, want %s", name, got.engine.Log().Digest(), log.Digest())
		}
	}
}

func TestLiveIsARunOfTheSameRequests(t *testing.T) {
	for _, id := range []string{"chat", "rtx4090-sharegpt"} {
		in := input(t, id, nil)
		l := begin(t, in)
		until(t, l, 60*second, 16_666_667, false)
		log := l.engine.Log()

		same := scenario.Default(in.Scenario.Profile)
		same.Seed, same.Engine = in.Scenario.Seed, in.Scenario.Engine
		same.Workload.Dataset = scenario.DatasetRequests
		outputs := outputsOf(l)
		for i := range log.Sent {
			same.Workload.Requests = append(same.Workload.Requests, scenario.Request{ArrivalS: float64(log.Sent[i]) / second, PromptLen: int64(log.PromptLen[i]), OutputLen: outputs[i]})
		}
		in.Scenario, in.Stream = same, nil
		run, err := engine.Complete(in)
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for i, ran := 0, run.Log(); i < len(log.Sent); i++ {
			if log.Last[i] == 0 {
				continue // not at its end yet
			}
			compared++
			if ran.First[i] != log.First[i] || ran.Last[i] != log.Last[i] {
				t.Fatalf("%s: request %d has tokens from %d to %d live, %d to %d in a run", id, i, log.First[i], log.Last[i], ran.First[i], ran.Last[i])
			}
		}
		if compared < 50 {
			t.Errorf("%s: only %d requests were compared", id, compared)
		}
	}
}

// outputsOf finds every request's output length: from the log once it is at its end, from the engine before.
func outputsOf(l *Live) map[int]int64 {
	outputs := map[int]int64{}
	for id, tokens := range l.engine.Log().Tokens {
		outputs[id] = max(1, int64(tokens))
	}
	note := func(r serve.Progress) bool { outputs[r.ID] = int64(r.OutputLen); return true }
	l.engine.EachRunning(func(r serve.Progress) { note(r) })
	l.engine.EachWaiting(note)
	return outputs
}

func TestTheFlowOfARecordedStreamIsTheStream(t *testing.T) {
	in := input(t, "rtx4090-sharegpt", nil)
	l := begin(t, in)
	until(t, l, 60*second, second, false)
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	sends := run.Log().Sent // the stream starts over after these
	for i, sent := range l.engine.Log().Sent[:len(sends)] {
		if want := sends[i]; sent != want {
			t.Fatalf("request %d is sent at %d live, %d in a run", i, sent, want)
		}
	}
}

func TestStep(t *testing.T) {
	l := begin(t, input(t, "chat", nil))
	for want := 1; want <= 20; want++ {
		if err := l.Step(); err != nil {
			t.Fatal(err)
		}
		if got := l.engine.Processed(); got != want {
			t.Fatalf("after %d steps %d have ended", want, got)
		}
		if at := l.engine.Log().End[want-1]; l.Now() != at {
			t.Errorf("step %d ended at %d, it is %d", want-1, at, l.Now())
		}
	}
}

func TestRefusals(t *testing.T) {
	l := begin(t, input(t, "chat", nil))
	for name, err := range map[string]error{
		"rate 0.001":      l.SetRate(0.001),
		"rate below 0":    l.SetRate(-1),
		"rate NaN":        l.SetRate(math.NaN()),
		"rate 1e9":        l.SetRate(1e9),
		"burst 0":         l.Burst(0),
		"burst 1e6":       l.Burst(1e6),
		"no prompt":       second2(l.Send(0, 10)),
		"long prompt":     second2(l.Send(1<<30, 10)),
		"endless":         second2(l.Send(10, 1<<30)),
		"empty answer":    second2(l.Send(10, 0)),
		"all is too much": second2(begin(t, input(t, "chat", func(s *scenario.Scenario) { s.Engine.NumGPUBlocks = 40 })).Send(5000, 1000)),
	} {
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	if len(l.engine.Log().Sent) != 0 {
		t.Error("a refused request is in the log")
	}
	until(t, l, second, second, false)
}

// A request that the engine refuses leaves no trace: whoever comes next is at the frontend as if it had not been.
// TestRateZeroDrains: nobody arrives any more, who is there is served, and the flow goes on when it has a rate again.
func TestRateZeroDrains(t *testing.T) {
	l := begin(t, input(t, "chat", nil))
	until(t, l, 20e9, 1e9, false)
	if err := l.SetRate(0); err != nil {
		t.Fatal(err)
	}
	arrived := l.service.Requests().Arrived()
	if arrived == 0 {
		t.Fatal("nobody has arrived")
	}
	until(t, l, 500e9, 10e9, true)
	if now := l.service.Requests().Arrived(); now != arrived || int(l.finished) != arrived {
		t.Errorf("%d requests at rate 0, %d of them finished; there were %d", now, l.finished, arrived)
	}
	if err := l.SetRate(2); err != nil {
		t.Fatal(err)
	}
	until(t, l, 600e9, 10e9, true)
	if more := l.service.Requests().Arrived() - arrived; more < 150 || more > 250 {
		t.Errorf("%d requests in 100 s at 2 a second", more)
	}
}

func TestARefusedRequestTakesNoTime(t *testing.T) {
	queued := func(refused int) int64 {
		in := input(t, "chat", func(s *scenario.Scenario) { s.Engine.NumGPUBlocks = 40 })
		slow := *in.Profile
		slow.Frontend.SerialUS = 1000
		in.Profile = &slow
		l := begin(t, in)
		for range refused {
			if _, err := l.Send(5000, 1000); err == nil {
				t.Fatal("40 blocks hold 6,000 tokens")
			}
		}
		id, err := l.Send(100, 10)
		if err != nil {
			t.Fatal(err)
		}
		return l.engine.Log().Queued[id]
	}
	if got, want := queued(50), queued(0); got != want || want != 1_000_000 {
		t.Errorf("after 50 refusals a request is at the engine at %d, else at %d", got, want)
	}
}

func second2(_ int, err error) error { return err }

func TestASessionEnds(t *testing.T) {
	l := begin(t, input(t, "chat", nil))
	l.maxSteps = 500
	_, err := l.Advance(math.MaxInt64, math.MaxInt)
	var ended *EndedError
	if !errors.As(err, &ended) || ended.Steps != 500 {
		t.Errorf("after %d steps: %v", l.engine.Processed(), err)
	}
}

// TestMemoryIsBounded holds what a session keeps beside the log to what is going on.
func TestMemoryIsBounded(t *testing.T) {
	l := begin(t, input(t, "chat", crowded))
	most := 0
	for at := int64(second); at < 600*second; at += second {
		if _, err := l.Advance(at, math.MaxInt); err != nil {
			t.Fatal(err)
		}
		most = max(most, len(l.stories))
		if _, err := l.Pack(Window, 16); err != nil {
			t.Fatal(err)
		}
	}
	if requests := len(l.engine.Log().Sent); requests < 3000 || most > requests/3 {
		t.Errorf("after %d requests there are stories of up to %d", requests, most)
	}
	if unsent := len(l.service.Unsent()); unsent > 2 {
		t.Errorf("%d requests wait at the client of an open loop", unsent)
	}
}
