package metrics

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/columns"
)

// twoRequests is a run worked out by hand, in seconds: request 0 is sent at 0 and gets tokens at 1, 2, 3 and 5 (it was
// preempted after 3); request 1 waits at the client from 1 to 2 and gets tokens at 3 and 4.
func twoRequests() *Log {
	const s = nsPerS
	l := NewLog(&Requests{})
	l.Arrive(0, 0, 0, 0, 100)
	l.Admit(0, 0, 32)
	step := func(start, end, prefill, decodes, outputs int64) int {
		return l.AddStep(&Step{Start: start * s, End: end * s, PrefillTokens: prefill, Decodes: decodes, Outputs: outputs,
			Running: int(decodes) + 1, Waiting: 1, UsedBlocks: 6})
	}
	l.Token(0, 1, step(0, 1, 68, 0, 1))
	l.Token(0, 1, step(1, 2, 0, 1, 1))
	l.Arrive(0, 1*s, 2*s, 2*s, 50)
	l.Admit(1, 2*s, 0)
	both := step(2, 3, 50, 1, 2)
	l.Token(0, 1, both)
	l.Token(1, 1, both)
	l.Preempt(0, 3*s)
	last := step(3, 4, 0, 1, 1)
	l.Token(1, 1, last)
	l.Finish(1, 2, last)
	l.Resume(0, 4*s, 96)
	last = step(4, 5, 6, 0, 1)
	l.Token(0, 1, last)
	l.Finish(0, 4, last)
	return l
}

func report(l *Log, slo scenario.SLO) *Report {
	s := scenario.Default("p")
	s.SLO = slo
	return NewReport(l, Setting{Scenario: s, Profile: &profile.Profile{Model: profile.Model{ID: "m"}, Range: profile.Range{MaxPrefillTokens: 2048, MaxContext: 16384, MaxDecodeSeqs: 256, MaxDecodeSeqsMixed: 128}}, NumGPUBlocks: 11, Idle: func(int32, int32) (int64, int64) { return nsPerS, 3 * nsPerS }})
}

func TestSummaryByHand(t *testing.T) {
	s := report(twoRequests(), scenario.SLO{}).Summary()
	for name, c := range map[string][2]float64{
		"mean TTFT":               {s.TTFT.Mean, 1000}, // 1 and 3-2: what the client waits before sending does not count
		"mean TPOT":               {s.TPOT.Mean, (4000.0/3 + 1000) / 2},
		"mean ITL":                {s.ITL.Mean, 1250}, // 1, 1, 2 and 1
		"p90 ITL":                 {s.ITL.P90, 1700},
		"mean E2E":                {s.E2EL.Mean, 3500}, // 5 and 2
		"std E2E":                 {s.E2EL.Std, 1500},
		"duration":                {s.Duration, 5},
		"output throughput":       {s.OutputThroughput, 6.0 / 5},
		"total token throughput":  {s.TotalTokenThroughput, 156.0 / 5},
		"busiest second":          {s.MaxOutputTokensPerS, 2},
		"max concurrent requests": {float64(s.MaxConcurrent), 2},
		"preemptions":             {float64(s.LLMEmu.Preemptions), 1},
		"prefix hit tokens":       {float64(s.LLMEmu.PrefixHitTokens), 32},
		"hits after preemption":   {float64(s.LLMEmu.PrefixHitsResumed), 96},
		"KV use":                  {s.LLMEmu.MaxKVUsage, 0.6},
		"steps":                   {float64(s.LLMEmu.Steps), 5},
	} {
		if math.Abs(c[0]-c[1]) > 1e-9 {
			t.Errorf("%s is %g, want %g", name, c[0], c[1])
		}
	}
	if s.RequestGoodput != nil || s.LLMEmu.SLOAttainment != nil {
		t.Error("a goodput without an SLO")
	}
}

// TestTheClientsQueueByHand: with max_concurrency, request 1 waits for a second. No latency of vLLM's tells, so its own two do.
func TestTheClientsQueueByHand(t *testing.T) {
	r := report(twoRequests(), scenario.SLO{})
	r.setting.Scenario.Workload.MaxConcurrency = 2
	s := r.Summary()
	if s.ClientQueue.Mean != 500 || s.ClientQueue.P99 != 990 || s.E2ELWithQueue.Mean != 4000 || s.E2EL.Mean != 3500 {
		t.Errorf("the client's queue is %+v, E2E with it %+v", s.ClientQueue, s.E2ELWithQueue)
	}
	d := r.Detail()
	if !slices.Equal(d.QueueTimes, []float64{0, 1}) || !slices.Equal(d.Latencies, []float64{5, 2}) {
		t.Errorf("queue times %v, latencies %v", d.QueueTimes, d.Latencies)
	}
	r.setting.Scenario.Workload.MaxConcurrency = 0
	if s := r.Summary(); s.ClientQueue != (Stats{}) || s.E2ELWithQueue != s.E2EL {
		t.Errorf("without a limit the client's queue is %+v", s.ClientQueue)
	}
}

// TestAskedForMoreThanThereIs says so.
func TestAskedForMoreThanThereIs(t *testing.T) {
	r := report(twoRequests(), scenario.SLO{})
	r.setting.Scenario.Workload.NumPrompts = 3000
	told := func(s *Summary) bool {
		return slices.ContainsFunc(s.LLMEmu.Caveats, func(c Caveat) bool { return c.Path == "workload.num_prompts" })
	}
	if s := r.Summary(); s.NumPrompts != 3000 || s.Completed != 2 || !told(s) {
		t.Errorf("%d asked for, %d completed, caveats %v", s.NumPrompts, s.Completed, s.LLMEmu.Caveats)
	}
	r.setting.Scenario.Workload.NumPrompts = 2
	if s := r.Summary(); s.NumPrompts != 2 || told(s) {
		t.Errorf("%d asked for, caveats %v", s.NumPrompts, s.LLMEmu.Caveats)
	}
}

// TestSeatsChangeHands counts one in flight where each is sent as the one before ends.
func TestSeatsChangeHands(t *testing.T) {
	l := NewLog(&Requests{})
	for id := range 3 {
		at := int64(id) * nsPerS / 10
		l.Arrive(0, 0, at, at, 1)
		l.Token(id, 1, l.AddStep(&Step{Start: at, End: at + nsPerS/10, Outputs: 1}))
		l.Finish(id, 1, id)
	}
	if got := l.maxConcurrent(); got != 1 {
		t.Errorf("%d requests at once, by hand 1", got)
	}
	if got := l.maxTokensPerSecond(); got != 3 {
		t.Errorf("%g tokens in the busiest second, by hand 3", got)
	}
}

// TestALongRunIsCutIntoFewIntervals has two requests a century apart.
func TestALongRunIsCutIntoFewIntervals(t *testing.T) {
	l := NewLog(&Requests{})
	for id, at := range []int64{0, 3_000_000_000 * nsPerS} {
		l.Arrive(0, at, at, at, 1)
		l.Token(id, 1, l.AddStep(&Step{Start: at, End: at + nsPerS, Outputs: 1}))
		l.Finish(id, 1, id)
	}
	r := report(l, scenario.SLO{})
	if n := len(r.Detail().Series.T); n > detailMaxBins || n < detailMaxBins/3 {
		t.Errorf("%d intervals", n)
	}
	if s := r.Summary(); s.MaxOutputTokensPerS != 1 || s.MaxConcurrent != 1 {
		t.Errorf("%g tokens in the busiest second, %d requests at once", s.MaxOutputTokensPerS, s.MaxConcurrent)
	}
}

func TestGoodput(t *testing.T) {
	s := report(twoRequests(), scenario.SLO{TTFTMs: 1000, E2ELMs: 4999}).Summary()
	a := s.LLMEmu.SLOAttainment
	if *a.TTFT != 1 || *a.E2EL != 0.5 || a.TPOT != nil || a.All != 0.5 || *s.RequestGoodput != 0.2 {
		t.Errorf("attainment %+v, goodput %g; want request 1 alone to meet the SLO", a, *s.RequestGoodput)
	}
}

func TestDetail(t *testing.T) {
	d := report(twoRequests(), scenario.SLO{}).Detail()
	if !slices.Equal(d.ITLs[0], []float64{1, 1, 2}) || !slices.Equal(d.ITLs[1], []float64{1}) {
		t.Errorf("gaps %v", d.ITLs)
	}
	if !slices.Equal(d.TTFTs, []float64{1, 1}) || !slices.Equal(d.StartTimes, []float64{0, 2}) {
		t.Errorf("TTFTs %v, sent at %v", d.TTFTs, d.StartTimes)
	}
	if !slices.Equal(d.Series.OutputTokens, []float64{0, 1, 1, 2, 1, 1}) || !slices.Equal(d.Series.PrefillTokens, []float64{0, 68, 0, 50, 0, 6}) {
		t.Errorf("output tokens %v, prefill tokens %v", d.Series.OutputTokens, d.Series.PrefillTokens)
	}
	if !slices.Equal(d.Series.Finished, []float64{0, 0, 0, 0, 1, 1}) {
		t.Errorf("finished %v", d.Series.Finished)
	}
}

func TestCauses(t *testing.T) {
	r := report(twoRequests(), scenario.SLO{})
	if ttft, e2e := r.causes(0); ttft != CausePrefill || e2e != CausePreempted {
		t.Errorf("request 0 is delayed by %d and %d, want prefill and preemption", ttft, e2e)
	}
	r.log.Queued[1] -= 5 * nsPerS
	if ttft, e2e := r.causes(1); ttft != CauseQueue || e2e != CauseQueue {
		t.Errorf("request 1 is delayed by %d and %d, want the queue", ttft, e2e)
	}
}

func TestSummaryJSONHasVLLMsKeys(t *testing.T) {
	data, err := json.Marshal(report(twoRequests(), scenario.SLO{TTFTMs: 1}).Summary())
	if err != nil {
		t.Fatal(err)
	}
	keys := strings.Fields(`date backend endpoint_type label model_id tokenizer_id num_prompts request_rate burstiness max_concurrency duration
		completed failed total_input_tokens total_output_tokens request_throughput request_goodput output_throughput
		total_token_throughput max_output_tokens_per_s max_concurrent_requests llmemu`)
	for _, metric := range []string{"ttft_ms", "tpot_ms", "itl_ms", "e2el_ms", "client_queue_time_ms", "e2el_including_client_queue_ms"} {
		for _, stat := range []string{"mean", "median", "std", "p50", "p90", "p99"} {
			keys = append(keys, stat+"_"+metric)
		}
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		if _, ok := got[key]; !ok {
			t.Errorf("%s is missing", key)
		}
		delete(got, key)
	}
	if len(got) > 0 {
		t.Errorf("unexpected keys: %v", got)
	}
	again := &Summary{}
	if err := json.Unmarshal(data, again); err != nil || again.E2EL.Mean != 3500 || *again.Stat("e2el_ms", "p50") != again.E2EL.P50 {
		t.Errorf("read back: %+v, error %v", again, err)
	}
}

func TestPackAndCompare(t *testing.T) {
	r := report(twoRequests(), scenario.SLO{})
	measured := &Measured{TTFTMs: []float64{800, 1200}, TPOTMs: []float64{1000}, E2ELMs: []float64{7000, 7000}, FrontendMs: []float64{0, 0}, OutputThroughput: 1}
	packed, err := r.Pack(r.Summary(), measured)
	if err != nil {
		t.Fatal(err)
	}
	size := int(binary.LittleEndian.Uint32(packed))
	var header Header
	if err := json.Unmarshal(packed[4:4+size], &header); err != nil {
		t.Fatal(err)
	}
	payload := packed[(4+size+7)/8*8:]
	packedColumns := map[string]columns.Column{}
	for _, c := range header.Columns {
		width := map[string]int{"f64": 8, "i32": 4, "u8": 1}[c.Type]
		if c.Offset%8 != 0 || width == 0 || c.Offset+width*c.Length > len(payload) {
			t.Errorf("column %+v does not lie in the payload", c)
		}
		packedColumns[c.Name] = c
	}
	float := func(name string, i int) float64 {
		return math.Float64frombits(binary.LittleEndian.Uint64(payload[packedColumns[name].Offset+8*i:]))
	}
	if got := float("req.client_wait_ms", 1); got != 1000 {
		t.Errorf("request 1 waited %g ms at the client, want 1000", got)
	}
	if got := int32(binary.LittleEndian.Uint32(payload[packedColumns["req.prefix_hit_tokens"].Offset:])); got != 32 {
		t.Errorf("request 0 hit %d tokens, want 32", got)
	}
	if got := float("cdf.e2el_ms", curvePoints); got != 5000 {
		t.Errorf("the CDF of E2E ends at %g, want the maximum, 5000", got)
	}
	if got := payload[packedColumns["req.cause"].Offset]; Cause(got) != CausePreempted {
		t.Errorf("request 0 has cause %d", got)
	}
	for _, d := range header.Measured.Metrics {
		if d.Key == "e2el_ms" && d.Stat == "mean" && (d.Measured != 7000 || d.Emulated != 3500 || d.ErrorPct != -50) {
			t.Errorf("comparison %+v", d)
		}
	}
	if n := len(header.Measured.Metrics); n != 13 {
		t.Errorf("%d deviations, want 13", n)
	}
}

func TestChartInterval(t *testing.T) {
	for end, want := range map[int64]int64{0: 1e6, 72.8e9: 2e8, 600e9: 2e9, 599e9: 1e9} {
		if got := ChartInterval(end, 600); got != want {
			t.Errorf("a run of %d ns is cut into intervals of %d ns, want %d", end, got, want)
		}
	}
}

func TestParseMeasured(t *testing.T) {
	if _, err := ParseMeasured([]byte(`{"ttft_ms":[1],"e2el_ms":[1],"frontend_ms":[0],"tpot_ms":[1],"output_throughput":1}`)); err != nil {
		t.Error(err)
	}
	for _, text := range []string{`{`, `{}`, `{"ttft_ms":[1],"e2el_ms":[1,2],"frontend_ms":[0],"tpot_ms":[1],"output_throughput":1}`} {
		if _, err := ParseMeasured([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
}

func TestExcessNamesTheLimit(t *testing.T) {
	l := NewLog(&Requests{})
	l.AddStep(&Step{Beyond: oracle.BeyondContext | oracle.BeyondDecodes})
	l.AddStep(&Step{Beyond: oracle.BeyondContext})
	l.AddStep(&Step{})
	got := l.excesses(profile.Range{MaxContext: 16384, MaxDecodeSeqs: 256})
	if l.Extrapolated != 2 || len(got) != 2 || got[0].String() != "context longer than 16,384 tokens (2)" || got[1].String() != "more than 256 decodes (1)" {
		t.Errorf("%d steps: %v", l.Extrapolated, got)
	}
}

func TestCaveatsNameTheSettingAndTheCapture(t *testing.T) {
	p := &profile.Profile{Engine: profile.Engine{BlockSize: 16}, Range: profile.Range{MaxPrefillTokens: 2048, MaxContext: 16384, MaxDecodeSeqs: 256}}
	s := scenario.Default("x")
	if got := Caveats(s, p); len(got) != 0 {
		t.Errorf("the capture's own settings give %v", got)
	}
	s.Engine.MaxNumBatchedTokens, s.Engine.BlockSize = 8192, 32
	got := Caveats(s, p)
	if len(got) != 2 || got[0].Path != "engine.max_num_batched_tokens" || got[0].Text != "max_num_batched_tokens 8,192: prefill was measured up to 2,048 tokens a step" {
		t.Errorf("%v", got)
	}
}

// TestAtOnce: what a picture over arrival time would draw above each other.
func TestAtOnce(t *testing.T) {
	for name, c := range map[string]struct {
		n    int
		at   func(id int) int64 // seconds, of a run that takes 1,000
		want bool
	}{
		"one request":            {1, func(int) int64 { return 0 }, false},
		"all together":           {300, func(int) int64 { return 0 }, true},
		"all together, later":    {300, func(int) int64 { return 500 }, true},
		"two bursts":             {300, func(id int) int64 { return int64(id/150) * 400 }, true},
		"a second apart":         {300, func(id int) int64 { return int64(id) }, false},
		"within a hundredth":     {300, func(id int) int64 { return int64(id) / 30 }, true},
		"twenty bursts":          {300, func(id int) int64 { return int64(id/15) * 40 }, false},
		"four, far from another": {4, func(id int) int64 { return int64(id) * 100 }, false},
		"four together":          {4, func(int) int64 { return 3 }, true},
	} {
		l := NewLog(&Requests{})
		for id := range c.n {
			at := c.at(id) * nsPerS
			l.Arrive(0, at, at, at, 1)
			l.Last[id] = 1000 * nsPerS
		}
		if got := l.atOnce(); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
