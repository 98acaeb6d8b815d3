package live

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/plainjson"
)

// picture is an unpacked snapshot.
type picture struct {
	Header
	columns map[string]columns.Column
	payload []byte
}

func snapshot(t *testing.T, l *Live) *picture {
	t.Helper()
	packed, err := l.Pack(2_400_000_000, 15)
	if err != nil {
		t.Fatal(err)
	}
	size := int(binary.LittleEndian.Uint32(packed))
	s := &picture{columns: map[string]columns.Column{}, payload: packed[(4+size+7)/8*8:]}
	if err := plainjson.Unmarshal(packed[4:4+size], &s.Header); err != nil {
		t.Fatal(err)
	}
	for _, c := range s.Columns {
		s.columns[c.Name] = c
	}
	return s
}

func (s *picture) ints(name string) []int {
	c := s.columns[name]
	values := make([]int, c.Length)
	for i := range values {
		if c.Type == "u8" {
			values[i] = int(s.payload[c.Offset+i])
		} else {
			values[i] = int(int32(binary.LittleEndian.Uint32(s.payload[c.Offset+4*i:])))
		}
	}
	return values
}

func (s *picture) floats(name string) []float64 {
	c := s.columns[name]
	values := make([]float64, c.Length)
	for i := range values {
		values[i] = math.Float64frombits(binary.LittleEndian.Uint64(s.payload[c.Offset+8*i:]))
	}
	return values
}

func TestSnapshotsAreSound(t *testing.T) {
	l := begin(t, input(t, "chat", crowded))
	preempted := 0
	for at := int64(0); at < 60*second; at += 50_000_000 {
		until(t, l, at, second, false)
		s := snapshot(t, l)
		preempted += s.Preempted
		if s.Running > s.MaxNumSeqs || s.UsedBlocks > s.Blocks || len(s.ints("slot.id")) != s.Running {
			t.Fatalf("at %d: %+v", at, s.Header)
		}
		for i, share := range s.floats("slot.share") {
			if share < 0 || share > 1 {
				t.Fatalf("at %d: slot %d is at %g", at, i, share)
			}
		}
		rows, steps := len(s.ints("row.id")), len(s.floats("step.end_ms"))
		for i, first := range s.ints("run.first") {
			if last := s.ints("run.last")[i]; first > last || last >= steps || s.ints("run.row")[i] >= rows {
				t.Fatalf("at %d: run %d goes from step %d to %d of %d", at, i, first, last, steps)
			}
		}
		for i, from := range s.floats("span.from_ms") {
			if to := s.floats("span.to_ms")[i]; from > to || to > 0 {
				t.Fatalf("at %d: span %d goes from %g to %g ms", at, i, from, to)
			}
		}
	}
	if preempted == 0 {
		t.Error("no snapshot saw a preempted request")
	}
}

// With one slot, the request in it holds the ten blocks of a prefix that the head of the queue shares: of the head's twelve,
// two are left to take.
func TestTheHeadNeedsNoRoomForWhatIsCached(t *testing.T) {
	l := begin(t, input(t, "shared-prefix", func(s *scenario.Scenario) {
		s.Engine.MaxNumSeqs, s.Workload.RequestRate = 1, 1000
		w := &s.Workload
		w.PrefixRepetitionNumPrefixes, w.PrefixRepetitionPrefixLen, w.PrefixRepetitionSuffixLen, w.PrefixRepetitionOutputLen = 1, 160, 32, 50
	}))
	if s := snapshot(t, l); s.HeadNeeds != 0 {
		t.Errorf("without a queue its head needs %d blocks", s.HeadNeeds)
	}
	until(t, l, second, second, false)
	if s := snapshot(t, l); s.BlockSize != 16 || s.Running != 1 || s.Waiting == 0 || s.HeadNeeds != 2 {
		t.Errorf("%+v", s.Header)
	}
}

func TestOwnRequest(t *testing.T) {
	l := begin(t, input(t, "chat", crowded))
	until(t, l, 5*second, second, false)
	id, err := l.Send(1231, 300)
	if err != nil {
		t.Fatal(err)
	}
	last := -1
	for !snapshot(t, l).Own[0].Done {
		until(t, l, l.Now()+100_000_000, second, false)
		if tokens := snapshot(t, l).Own[0].Tokens; tokens < last {
			t.Fatalf("%d tokens, %d before", tokens, last)
		} else {
			last = tokens
		}
	}
	s := snapshot(t, l)
	o, log := s.Own[0], l.engine.Log()
	if o.ID != id || o.Tokens != 300 || o.Gaps != 299 || len(s.floats("gap.ms")) != 299 {
		t.Errorf("%+v", o)
	}
	sum := 0.0
	for _, ms := range s.floats("gap.ms") {
		sum += ms
	}
	if want := float64(log.Last[id]-log.First[id]) / 1e6; math.Abs(sum-want) > 1e-3 || math.Abs(o.DecodeMs+o.PreemptedMs-want) > 1e-3 {
		t.Errorf("the gaps add up to %g ms, decode and preemption to %g; want %g", sum, o.DecodeMs+o.PreemptedMs, want)
	}
	if want := 299e9 / float64(log.Last[id]-log.First[id]); math.Abs(o.TokensPerS-want) > 1e-9*want {
		t.Errorf("%g tokens per second, want the 299 after the first over their time: %g", o.TokensPerS, want)
	}
	if parts := o.FrontendMs + o.QueueMs + o.PrefillMs; math.Abs(parts-o.TTFTMs) > 1e-6 || o.TTFTMs <= 0 {
		t.Errorf("frontend, queue and prefill are %g ms, TTFT is %g", parts, o.TTFTMs)
	}
}

// TestAbortedRequestsStayAsTheyAre sends requests into a pool that preempts and lets their client go away when they wait,
// compute, decode, wait again or are over. What a snapshot says of them then is what it says for ever after, and
// nothing of them is left in the engine.
func TestAbortedRequestsStayAsTheyAre(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	newest := func(s *picture) Own { return s.Own[len(s.Own)-1] }
	over, kinds := 0, map[string]int{}
	for _, async := range []bool{false, true} {
		l := begin(t, input(t, "chat", func(s *scenario.Scenario) {
			crowded(s)
			s.Engine.AsyncScheduling = async
		}))
		until(t, l, 5*second, second, false)
		aborted := 0
		for range 200 {
			id, err := l.Send(1+random.IntN(2000), 1+random.IntN(60))
			if err != nil {
				t.Fatal(err)
			}
			until(t, l, l.Now()+random.Int64N(1<<(15+random.IntN(18))), second, false)
			before := newest(snapshot(t, l))
			if l.Abort(id) == before.Done {
				t.Fatalf("%+v is aborted, or not", before)
			}
			now := newest(snapshot(t, l))
			if before.Done {
				over++
				if now != before {
					t.Fatalf("an abort after the end makes %+v of %+v", now, before)
				}
				continue
			}
			aborted++
			switch {
			case !before.Admitted:
				kinds["waiting"]++
			case before.Tokens == 0:
				kinds["prefill"]++
			default:
				kinds["decode"]++
			}
			if before.Preemptions > 0 {
				kinds["preempted"]++
			}
			if before.Aborted = true; now != before {
				t.Fatalf("an abort makes %+v of %+v", now, before)
			}
			until(t, l, l.Now()+second, second, false)
			if s := snapshot(t, l); newest(s) != before || s.Aborted != aborted || slices.Contains(s.ints("slot.own"), 1) || slices.Contains(s.ints("row.own"), 1) {
				t.Fatalf("a second later %+v is %+v, and %d are aborted", before, newest(s), s.Aborted)
			}
		}
	}
	for _, kind := range []string{"waiting", "prefill", "decode", "preempted"} {
		if kinds[kind] < 5 {
			t.Errorf("%d requests are aborted in the state %s", kinds[kind], kind)
		}
	}
	if over == 0 {
		t.Error("no abort comes too late")
	}
}

// TestAStepIsOneStep: when a step has ended the next is on its way, and the number on show is one higher, whatever arrives
// meanwhile.
func TestAStepIsOneStep(t *testing.T) {
	l := begin(t, input(t, "chat", crowded))
	until(t, l, 3*second, second, false)
	at := snapshot(t, l).Step
	for range 200 {
		if err := l.Step(); err != nil {
			t.Fatal(err)
		}
		at++
		if got := snapshot(t, l).Step; got != at {
			t.Fatalf("at %d ns step %d is on show, want %d", l.Now(), got, at)
		}
	}
}
