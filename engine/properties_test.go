package engine_test

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

var properties = flag.Int("properties", 300, "how many random scenarios TestProperties looks at")

// changed is the same input with another scenario.
func changed(in engine.Input, change func(*scenario.Scenario)) engine.Input {
	in.Scenario = in.Scenario.Clone()
	change(in.Scenario)
	return in
}

// TestProperties holds random scenarios to what is true of every run. -properties looks at more.
func TestProperties(t *testing.T) {
	preempted, held := 0, 0
	for number := range *properties {
		in := scenariostest.Drawn(t, number)
		run := complete(t, in)
		log, report := run.Log(), run.Report()
		s := report.Summary()
		fail := func(format string, args ...any) {
			t.Errorf("scenario %d: %s\n%s", number, fmt.Sprintf(format, args...), in.Scenario.JSON())
		}
		checkSeats(log, int(in.Scenario.Workload.MaxConcurrency), fail)
		checkOrder(log, fail)
		checkTotals(in.Scenario, report, s, fail)
		checkFigures(run, s, fail)
		checkRelatives(t, in, log, fail)
		preempted += min(1, s.LLMEmu.Preemptions)
		if s.ClientQueue.Mean > 0 {
			held++
		}
	}
	if preempted*20 < *properties || held*4 < *properties {
		t.Errorf("of %d scenarios %d preempt and %d hold requests back: too few to tell", *properties, preempted, held)
	}
}

// checkSeats: no more requests than the limit are in flight, and nobody waits for a seat while one is free.
func checkSeats(log *metrics.Log, limit int, fail func(string, ...any)) {
	inFlight := func(at int64) (n int) {
		for id := range log.Sent {
			if log.Sent[id] <= at && at < log.Last[id] {
				n++
			}
		}
		return n
	}
	most := 0
	for id, at := range log.Sent {
		most = max(most, inFlight(at))
		if limit > 0 && most > limit {
			fail("%d are in flight when request %d is sent, max_concurrency is %d", most, id, limit)
			return
		}
		if wait := at - log.Arrival[id]; wait > 0 && (limit == 0 || inFlight(at-1) < min(limit, id)) {
			fail("request %d waits for a seat until %d, and one is free before", id, at)
			return
		}
	}
}

// checkOrder: what happens to a request happens in order, and so do the steps of the engine.
func checkOrder(log *metrics.Log, fail func(string, ...any)) {
	for id := range log.Sent {
		times := []int64{log.Arrival[id], log.Sent[id], log.Queued[id], log.Admitted[id], log.First[id], log.Last[id]}
		if !slices.IsSorted(times) || log.Admitted[id] == log.First[id] {
			fail("request %d: %v", id, times)
		}
	}
	for k := range log.Start {
		if log.End[k] <= log.Start[k] || k > 0 && log.Start[k] < log.End[k-1] {
			fail("step %d goes from %d to %d, the one before ended at %d", k, log.Start[k], log.End[k], log.End[max(0, k-1)])
			return
		}
	}
}

// checkTotals: summary, details, series and steps tell of the same requests and tokens, by vLLM's definitions.
func checkTotals(sc *scenario.Scenario, report *metrics.Report, s *metrics.Summary, fail func(string, ...any)) {
	d := report.Detail()
	same := func(what string, got, want float64) {
		if !(math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))) {
			fail("%s: %g, by the details %g", what, got, want)
		}
	}
	var prompts, outputs, ttft, tpot, e2e, waits, gaps float64
	var several, pauses int
	for id := range d.TTFTs {
		prompts, outputs, ttft, e2e, waits = prompts+float64(d.InputLens[id]), outputs+float64(d.OutputLens[id]), ttft+d.TTFTs[id], e2e+d.Latencies[id], waits+d.QueueTimes[id]
		sum := 0.0
		for _, gap := range d.ITLs[id] {
			sum += gap
		}
		same("TTFT and gaps", d.TTFTs[id]+sum, d.Latencies[id])
		gaps, pauses = gaps+sum, pauses+len(d.ITLs[id])
		if n := len(d.ITLs[id]); n > 0 {
			tpot, several = tpot+sum/float64(n), several+1
		}
		if len(d.ITLs[id]) != int(d.OutputLens[id])-1 {
			fail("request %d has %d tokens and %d gaps", id, d.OutputLens[id], len(d.ITLs[id]))
		}
	}
	n := float64(len(d.TTFTs))
	mean := func(sum float64, of int) float64 { return 1000 * sum / math.Max(1, float64(of)) }
	same("mean TTFT", s.TTFT.Mean, mean(ttft, len(d.TTFTs)))
	same("mean TPOT without requests of one token", s.TPOT.Mean, mean(tpot, several))
	same("mean ITL", s.ITL.Mean, mean(gaps, pauses))
	same("mean E2E", s.E2EL.Mean, mean(e2e, len(d.TTFTs)))
	same("mean E2E with the client's queue", s.E2ELWithQueue.Mean, mean(e2e+waits, len(d.TTFTs)))
	same("mean client queue", s.ClientQueue.Mean, mean(waits, len(d.TTFTs)))
	same("input", float64(s.TotalInputTokens), prompts)
	same("output", float64(s.TotalOutputTokens), outputs)
	same("completed", float64(s.Completed), float64(len(sc.Workload.Requests)))
	same("requests", s.RequestThroughput*s.Duration, n)
	same("tokens", s.TotalTokenThroughput*s.Duration, prompts+outputs)
	var out, finished, preempted float64
	for i := range d.Series.T {
		out, finished, preempted = out+d.Series.OutputTokens[i], finished+d.Series.Finished[i], preempted+d.Series.Preemptions[i]
	}
	same("output in series", out, outputs)
	same("finished in series", finished, n)
	same("preemptions in series", preempted, float64(s.LLMEmu.Preemptions))
}

// checkFigures: what a sweep says of a run is what its report says.
func checkFigures(run *engine.Run, s *metrics.Summary, fail func(string, ...any)) {
	f := run.Figures()
	for figure, want := range map[keyfigures.Figure]float64{keyfigures.TTFTP99: s.TTFT.P99, keyfigures.TPOTP99: s.TPOT.P99, keyfigures.ITLP99: s.ITL.P99,
		keyfigures.E2ELP50: s.E2EL.P50, keyfigures.OutputThroughput: s.OutputThroughput, keyfigures.Preemptions: float64(s.LLMEmu.Preemptions)} {
		if math.Abs(f[figure]-want) > 1e-9*want {
			fail("%s is %g in a sweep, %g in the report", figure.Key(), f[figure], want)
		}
	}
}

// checkRelatives compares the run with others that must tell the same.
func checkRelatives(t *testing.T, in engine.Input, log *metrics.Log, fail func(string, ...any)) {
	n := len(log.Sent)
	times := func(l *metrics.Log, shift int64) (list []int64) {
		for id := range n {
			list = append(list, l.Sent[id]-shift, l.Queued[id]-shift, l.Admitted[id]-shift, l.First[id]-shift, l.Last[id]-shift, int64(l.Preemptions[id]))
		}
		return list
	}
	want := times(log, 0)
	tell := func(what string, shift int64, change func(*scenario.Scenario)) {
		if got := times(complete(t, changed(in, change)).Log(), shift); !slices.Equal(got, want) {
			fail("%s changes it", what)
		}
	}
	const later = 10
	tell("running it again", 0, func(*scenario.Scenario) {})
	tell("ten seconds later", later*1e9, func(s *scenario.Scenario) {
		for i := range s.Workload.Requests {
			s.Workload.Requests[i].ArrivalS += later
		}
	})
	tell("another request, when all have ended", 0, func(s *scenario.Scenario) {
		at := float64(slices.Max(log.Last))/1e9 + 1
		s.Workload.Requests = append(s.Workload.Requests, scenario.Request{ArrivalS: at, PromptLen: 50, OutputLen: 5})
	})
	tell("the order of the list", 0, func(s *scenario.Scenario) {
		// Those that arrive together stay in order: whoever of them is first in the list is sent first.
		slices.SortStableFunc(s.Workload.Requests, func(a, b scenario.Request) int {
			return int(math.Copysign(1, b.ArrivalS-a.ArrivalS)) * min(1, int(1e9*math.Abs(a.ArrivalS-b.ArrivalS)))
		})
	})
	roomy := complete(t, changed(in, func(s *scenario.Scenario) { s.Engine.NumGPUBlocks = 100_000 })).Report().Summary()
	if roomy.LLMEmu.Preemptions > 0 {
		fail("%d preemptions in a pool that holds everything", roomy.LLMEmu.Preemptions)
	}
}

// TestGeneratedWorkloads: lengths lie in their range, the last of n requests comes at n / rate, and gaps are as bursty as asked.
func TestGeneratedWorkloads(t *testing.T) {
	for seed := range int64(20) {
		in := changed(bundled(t, "chat"), func(s *scenario.Scenario) {
			s.Seed = seed
			w := &s.Workload
			*w = scenario.Default(s.Profile).Workload
			w.NumPrompts, w.RequestRate, w.RandomInputLen, w.RandomOutputLen, w.RandomRangeRatio = 2000, 50, 100, 10, 0.5
			w.Burstiness = []float64{0.25, 1, 4}[seed%3]
		})
		log := complete(t, in).Log()
		if got, want := log.Arrival[len(log.Arrival)-1], int64(2000/50*1e9); got != want {
			t.Errorf("seed %d: the last request comes at %d, want %d", seed, got, want)
		}
		if low, high := slices.Min(log.PromptLen), slices.Max(log.PromptLen); low < 50 || high > 150 || low > 55 || high < 145 {
			t.Errorf("seed %d: prompts of %d to %d tokens, asked for 50 to 150", seed, low, high)
		}
		if low, high := slices.Min(log.Tokens), slices.Max(log.Tokens); low != 5 || high != 15 {
			t.Errorf("seed %d: outputs of %d to %d tokens, asked for 5 to 15", seed, low, high)
		}
		var sum, squares float64
		for id := 1; id < len(log.Arrival); id++ {
			gap := float64(log.Arrival[id] - log.Arrival[id-1])
			sum, squares = sum+gap, squares+gap*gap
		}
		n := float64(len(log.Arrival) - 1)
		cv := math.Sqrt(squares/n-sum/n*sum/n) / (sum / n)
		if want := 1 / math.Sqrt(in.Scenario.Workload.Burstiness); math.Abs(cv/want-1) > 0.12 {
			t.Errorf("seed %d: gaps have a coefficient of variation of %g, want %g", seed, cv, want)
		}
	}
}

// TestAResendFindsAllButItsLastBlock: at least one token is computed anew.
func TestAResendFindsAllButItsLastBlock(t *testing.T) {
	for blocks := int64(1); blocks <= 6; blocks++ {
		in := changed(bundled(t, "chat"), func(s *scenario.Scenario) {
			s.Engine.BlockSize = 16
			s.Workload = scenario.Default(s.Profile).Workload
			s.Workload.Dataset = scenario.DatasetRequests
			q := scenario.Request{PromptLen: 16 * blocks, OutputLen: 2, PrefixGroup: 1, SharedPrefixLen: 16 * blocks}
			again := q
			again.ArrivalS = 5
			s.Workload.Requests = []scenario.Request{q, again}
		})
		if s := complete(t, in).Report().Summary(); s.LLMEmu.PrefixHitTokens != 16*(blocks-1) {
			t.Errorf("of %d blocks %d tokens are found", blocks, s.LLMEmu.PrefixHitTokens)
		}
	}
}

// TestUniquePromptsHitNothing, however often they are preempted.
func TestUniquePromptsHitNothing(t *testing.T) {
	in := changed(bundled(t, "chat"), func(s *scenario.Scenario) {
		s.Engine.NumGPUBlocks = 1000
		s.Workload = scenario.Default(s.Profile).Workload
		s.Workload.NumPrompts, s.Workload.RandomInputLen, s.Workload.RandomOutputLen = 100, 512, 512
	})
	s := complete(t, in).Report().Summary()
	if s.LLMEmu.Preemptions == 0 || s.LLMEmu.PrefixHitTokens != 0 || s.LLMEmu.PrefixHitsResumed == 0 {
		t.Errorf("%d preemptions, %d tokens found at first and %d again", s.LLMEmu.Preemptions, s.LLMEmu.PrefixHitTokens, s.LLMEmu.PrefixHitsResumed)
	}
}

// TestWhatMoreSeatsCost: with more sequences at a time tokens come no faster, and the first of them no later; and in a closed
// loop of long prompts the first comes sooner where answers are longer, since fewer prompts come at a time.
func TestWhatMoreSeatsCost(t *testing.T) {
	with := func(change func(*scenario.Scenario)) *metrics.Summary {
		return complete(t, changed(bundled(t, "chat"), func(s *scenario.Scenario) {
			s.Workload = scenario.Default(s.Profile).Workload
			s.Workload.NumPrompts = 120
			s.Engine.NumGPUBlocks = 20_000
			change(s)
		})).Report().Summary()
	}
	var before *metrics.Summary
	for _, seqs := range []int64{4, 8, 16, 32, 64} {
		s := with(func(s *scenario.Scenario) { s.Engine.MaxNumSeqs = seqs })
		if before != nil && (s.TPOT.Mean < before.TPOT.Mean || s.TTFT.Mean > before.TTFT.Mean) {
			t.Errorf("max_num_seqs %d: TPOT %g after %g, TTFT %g after %g", seqs, s.TPOT.Mean, before.TPOT.Mean, s.TTFT.Mean, before.TTFT.Mean)
		}
		before = s
	}
	before = nil
	for _, outputs := range []int64{16, 128, 512} {
		s := with(func(s *scenario.Scenario) {
			s.Workload.MaxConcurrency, s.Workload.RandomInputLen, s.Workload.RandomOutputLen, s.Workload.RandomRangeRatio = 8, 4000, outputs, 0.5
		})
		if before != nil && s.TTFT.Mean >= before.TTFT.Mean {
			t.Errorf("%d tokens: TTFT %g after %g", outputs, s.TTFT.Mean, before.TTFT.Mean)
		}
		before = s
	}
}
