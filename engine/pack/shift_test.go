package pack

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// known is an engine whose step times are known: a decode step of n requests, and what a prefill of so many tokens adds.
type known struct {
	decode  func(n int64) float64
	prefill func(tokens int64) float64
	rate    float64 // requests a second
	prompts []int64 // as likely as each other
	output  int     // tokens of a request
}

var engines = map[string]known{
	"one prompt length, light": {
		func(n int64) float64 { return 25e3 + 100*float64(n) }, func(t int64) float64 { return 190 * float64(t) }, 2, []int64{256}, 128,
	},
	"one prompt length, heavy": {
		func(n int64) float64 { return 25e3 + 100*float64(n) }, func(t int64) float64 { return 90 * float64(t) }, 9, []int64{256}, 128,
	},
	"many prompt lengths": {
		func(n int64) float64 { return 10e3 + 50*float64(n) }, func(t int64) float64 { return 2e3 + 40*float64(t) }, 8, []int64{32, 100, 200, 400, 800, 1600}, 100,
	},
	"mixed steps without CUDA graphs": {
		func(n int64) float64 { return 29e3 + 150*float64(n) }, func(t int64) float64 { return 28e3 + 100*float64(t) }, 4, []int64{20, 40, 80, 160, 320, 640}, 100,
	},
}

// serve runs the engine for so many passes with asynchronous scheduling. It returns the passes as a tracer records
// them and the true time of each one's step; the noise is ±2 %.
func (e known) serve(count int) (passes []pass, truth []float64) {
	const fill = 2000 // µs of a pass that fills the empty pipeline
	random := rand.New(rand.NewPCG(1, 2))
	var running, waiting []int // tokens to go; prompts
	now, next, before := 0.0, 0.0, 0.0
	for len(passes) < count {
		for ; next <= now; next += random.ExpFloat64() / e.rate * 1e6 {
			waiting = append(waiting, int(e.prompts[random.IntN(len(e.prompts))]))
		}
		if len(running)+len(waiting) == 0 {
			now, before = next, 0
			continue
		}
		s := pass{NumDecodeSeqs: int64(len(running)), TotalTokens: int64(len(running))}
		extra := 0.0
		for len(waiting) > 0 && s.TotalTokens+int64(waiting[0]) <= 2048 {
			s.TotalTokens += int64(waiting[0])
			s.NumNewReqs++
			extra += e.prefill(int64(waiting[0]))
			waiting = waiting[1:]
		}
		for i := range running {
			running[i]--
		}
		for range s.NumNewReqs {
			running = append(running, e.output)
		}
		running = slices.DeleteFunc(running, func(left int) bool { return left == 0 })
		step := (e.decode(s.requests()) + extra) * (0.98 + 0.04*random.Float64())
		s.StepCycleUS = before
		if before == 0 || s.NumDecodeSeqs == 0 {
			s.StepCycleUS = fill
			step += fill // it began when it was submitted, and the tracer saw it so
		}
		passes, truth = append(passes, s), append(truth, step)
		now += s.StepCycleUS
		before = step
		if s.StepCycleUS == fill {
			before -= fill
		}
	}
	return passes, truth
}

// cellError is the mean error of the cells' means, by count, and the largest bias of either table in percent.
func cellError(got, want Table) (mean, bias float64) {
	of := func(c *Cell) float64 {
		sum := 0.0
		for _, us := range c.Samples {
			sum += us
		}
		return sum / float64(len(c.Samples))
	}
	truth := map[place]float64{}
	for i := range want {
		truth[place{want[i].Tokens, want[i].Requests, want[i].KV, 0}] = of(&want[i])
	}
	n := 0.0
	for i := range got {
		c := &got[i]
		expected, ok := truth[place{c.Tokens, c.Requests, c.KV, 0}]
		if !ok {
			continue
		}
		off := 100 * (of(c) - expected) / expected
		mean += float64(c.Count) * math.Abs(off)
		bias += float64(c.Count) * off
		n += float64(c.Count)
	}
	return mean / n, bias / n
}

func newPack(passes []pass, times []float64) *Pack {
	p := &Pack{Version: "2.0", Widths: traceWidths}
	p.fill(passes, times)
	return p
}

func TestTheRepairRecoversAKnownTruth(t *testing.T) {
	for name, e := range engines {
		passes, truth := e.serve(20_000)
		want := newPack(passes, truth)
		if s := Detect(want); s.Shifted {
			t.Errorf("%s: the true pack counts as shifted: %s", name, s.Because)
		}
		shifted := newPack(passes, nil)
		raw, rawBias := cellError(shifted.Mixed, want.Mixed)
		if s := Detect(shifted); !s.Shifted {
			t.Errorf("%s: the shift was not found: %s", name, s.Because)
		}
		Repair(shifted)
		mixed, mixedBias := cellError(shifted.Mixed, merged(want.Mixed))
		decode, decodeBias := cellError(shifted.Decode, want.Decode)
		t.Logf("%-32s prefill cells %5.1f %% (%+.1f), unrepaired %5.1f %% (%+.1f); decode cells %.1f %% (%+.1f)",
			name, mixed, mixedBias, raw, rawBias, decode, decodeBias)
		if mixed > 5 || math.Abs(mixedBias) > 4 || decode > 2 {
			t.Errorf("%s: off by %.1f %% and %.1f %%", name, mixed, decode)
		}
	}
}

func trace(passes []pass, header string) string {
	var text strings.Builder
	text.WriteString(header + "\n")
	for _, s := range passes {
		line, _ := json.Marshal(s)
		text.Write(append(line, '\n'))
	}
	return text.String()
}

func TestATraceIsUnshiftedPassByPass(t *testing.T) {
	for name, e := range engines {
		passes, truth := e.serve(20_000)
		p, shift, err := ReadTrace(strings.NewReader(trace(passes, `{"_header": true, "model_name": "m", "gpu_name": "g", "async_scheduling": true}`)))
		if err != nil {
			t.Fatal(err)
		}
		want := newPack(passes, truth)
		mixed, _ := cellError(p.Mixed, want.Mixed)
		decode, _ := cellError(p.Decode, want.Decode)
		t.Logf("%-32s prefill cells %.2f %%, decode cells %.2f %%", name, mixed, decode)
		if !shift.Shifted || mixed > 0.5 || decode > 0.5 {
			t.Errorf("%s: shifted %t, off by %.2f %% and %.2f %%", name, shift.Shifted, mixed, decode)
		}
	}
}

func TestASynchronousTraceIsLeftAlone(t *testing.T) {
	passes, truth := engines["many prompt lengths"].serve(5000)
	for k := range passes {
		passes[k].StepCycleUS = truth[k]
	}
	p, shift, err := ReadTrace(strings.NewReader(trace(passes, `{"_header": true}`)))
	if err != nil {
		t.Fatal(err)
	}
	mixed, _ := cellError(p.Mixed, newPack(passes, truth).Mixed)
	if shift.Shifted || mixed > 1e-9 {
		t.Errorf("shifted %t (%s), times changed by %.3f %%", shift.Shifted, shift.Because, mixed)
	}
}

func TestMarkersBoundTheTrace(t *testing.T) {
	const decode, prefill = `{"total_tokens":1,"num_decode_seqs":1,"step_cycle_us":%d}`, `{"total_tokens":9,"num_new_reqs":1,"step_cycle_us":%d}`
	lines := []string{
		fmt.Sprintf(decode, 1), `{"__marker__":"profiling_start"}`, fmt.Sprintf(prefill, 50), fmt.Sprintf(decode, 20),
		`{"__marker__":"profiling_stop"}`, fmt.Sprintf(decode, 3), `{"__marker__":"profiling_start"}`, fmt.Sprintf(decode, 21),
	}
	p, _, err := ReadTrace(strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Decode) != 1 || !slices.Equal(p.Decode[0].Samples, []float64{20, 21}) || len(p.Mixed) != 1 {
		t.Errorf("decode %+v, mixed %+v; want the samples 20 and 21, and one prefill", p.Decode, p.Mixed)
	}
}
