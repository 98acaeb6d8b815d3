package engine_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/columns/columnstest"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestAnUpgradedScenarioIsTheSameRun: version 2 says what version 1 meant.
func TestAnUpgradedScenarioIsTheSameRun(t *testing.T) {
	old := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
	old.Workload.NumPrompts = 300
	upgraded := old.Clone()
	upgraded.Upgrade(2)
	again, err := scenario.Parse(upgraded.JSON())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := complete(t, scenariostest.Input(t, old)).Log().Digest(), complete(t, scenariostest.Input(t, again)).Log().Digest(); a != b {
		t.Errorf("digests %s and %s", a, b)
	}
}

// TestVersion2RunsWhatVLLMChooses for the card, and the report says what that was.
func TestVersion2RunsWhatVLLMChooses(t *testing.T) {
	s := scenario.DefaultOf(2, "h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts = 300
	run := complete(t, scenariostest.Input(t, s))
	want := metrics.Engine{VLLMVersion: "0.19", MaxNumSeqs: 1024, MaxNumBatchedTokens: 8192, MaxModelLen: 131072, GPUMemoryUtilization: 0.9, KVCacheDType: "bfloat16"}
	if got := run.Report().Summary().LLMEmu.Engine; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if c := run.Config(); c.Version != scheduler.V019 || c.MaxNumSeqs != 1024 || c.MaxNumBatchedTokens != 8192 {
		t.Errorf("%+v", c)
	}
	s.Engine.VLLMVersion, s.Engine.Watermark, s.Engine.MaxNumScheduledTokens = "0.28", 0.25, 512
	newer := complete(t, scenariostest.Input(t, s))
	if c := newer.Config(); c.Version != scheduler.V028 || c.Watermark != 0.25 || c.MaxNumScheduledTokens != 512 || c.NumGPUBlocks <= run.Config().NumGPUBlocks {
		t.Errorf("%+v; the pool of 0.9 of the memory has %d blocks", c, run.Config().NumGPUBlocks)
	}
	if a, b := run.Log().Digest(), newer.Log().Digest(); a == b {
		t.Error("512 tokens a step make no difference")
	}
}

// TestVersion1RunsWhatVLLMWouldRefuse and says so; version 2 is refused at the field.
func TestVersion1RunsWhatVLLMWouldRefuse(t *testing.T) {
	s := scenario.Default("rtx4090-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts, s.Engine.MaxModelLen = 3, 65536
	summary := complete(t, scenariostest.Input(t, s)).Report().Summary()
	last := summary.LLMEmu.Caveats[len(summary.LLMEmu.Caveats)-1]
	if last.Path != "engine.max_model_len" || !strings.HasPrefix(last.Text, "vLLM would refuse this: ") || summary.Completed != 3 {
		t.Errorf("%+v of %d requests", last, summary.Completed)
	}
	s.Upgrade(2)
	_, err := engine.NewRun(scenariostest.Input(t, s))
	if at, ok := errors.AsType[*scenario.Error](err); !ok || at.Path != "engine.max_model_len" {
		t.Errorf("version 2: error %v", err)
	}
}

// tooLong is the workload of a run whose longest requests exceed max_model_len.
func tooLong(s *scenario.Scenario) *scenario.Scenario {
	s.Engine.MaxModelLen = 9014
	w := &s.Workload
	w.RandomInputLen, w.RandomOutputLen, w.RandomRangeRatio, w.NumPrompts, w.RequestRate = 6200, 1350, 0.5, 60, 2
	return s
}

// TestRequestsThatAreTooLongFail: the server answers 400, and the others run.
func TestRequestsThatAreTooLongFail(t *testing.T) {
	run := complete(t, scenariostest.Input(t, tooLong(scenario.DefaultOf(2, "h100-llama-3.1-8b-bf16-tp1"))))
	summary := run.Report().Summary()
	failed := 0
	for _, r := range summary.LLMEmu.Rejected {
		failed += r.Requests
	}
	if summary.NumPrompts != 60 || failed == 0 || summary.Failed != failed || summary.Completed != 60-failed || run.Requests() != summary.Completed {
		t.Errorf("%d asked, %d failed (%+v), %d completed", summary.NumPrompts, summary.Failed, summary.LLMEmu.Rejected, summary.Completed)
	}
	for id, n := range run.Log().PromptLen {
		if n+run.Log().Tokens[id] > 9014 {
			t.Fatalf("request %d has %d and %d tokens", id, n, run.Log().Tokens[id])
		}
	}
}

// TestTwoRejectedOfTen: a rejected request meets no objective. Shares are of the ten that were sent, by report and by figures; goodput
// counts those that meet the SLO, as vllm bench serve's does, and throughput those that complete.
func TestTwoRejectedOfTen(t *testing.T) {
	s := scenario.DefaultOf(2, "h100-llama-3.1-8b-bf16-tp1")
	s.Engine.MaxModelLen, s.Workload.Dataset = 1000, scenario.DatasetRequests
	s.SLO.TTFTMs, s.SLO.E2ELMs = 1e6, 1e6
	for i := range 10 {
		r := scenario.Request{ArrivalS: float64(i), PromptLen: 100, OutputLen: 2}
		switch i {
		case 3:
			r.OutputLen = 901
		case 7:
			r.PromptLen = 1000
		}
		s.Workload.Requests = append(s.Workload.Requests, r)
	}
	judged := func() (*metrics.Summary, keyfigures.Set) {
		run := complete(t, scenariostest.Input(t, s))
		return run.Report().Summary(), run.Figures()
	}
	summary, f := judged()
	seconds := summary.Duration
	if a := summary.LLMEmu.SLOAttainment; a.All != 0.8 || *a.TTFT != 0.8 || *a.E2EL != 0.8 || !near(*summary.RequestGoodput*seconds, 8) || !near(summary.RequestThroughput*seconds, 8) {
		t.Errorf("all eight meet it: attainment %+v, goodput %g, %g s", a, *summary.RequestGoodput, seconds)
	}
	if f[keyfigures.Attainment] != 0.8 || f[keyfigures.AttainmentTTFT] != 0.8 || f[keyfigures.AttainmentTPOT] != 1 || f[keyfigures.Requests] != 8 || f[keyfigures.Failed] != 2 ||
		!near(f[keyfigures.RequestGoodput]*seconds, 8) {
		t.Errorf("figures %v", f)
	}
	if got := summary.OfSent(); got != " of 10 sent" {
		t.Errorf("%q", got)
	}
	if got := summary.LLMEmu.Verdict; !strings.Contains(got, " 2 of 10 requests sent are rejected, and no rate counts them.") {
		t.Errorf("verdict: %q", got)
	}
	s.SLO = scenario.SLO{TTFTMs: 1e-6}
	if summary, f := judged(); *summary.RequestGoodput != 0 || summary.LLMEmu.SLOAttainment.All != 0 || f[keyfigures.RequestGoodput] != 0 {
		t.Errorf("none meets it: goodput %g", *summary.RequestGoodput)
	}
	s.SLO = scenario.SLO{}
	if summary, f := judged(); summary.RequestGoodput != nil || f[keyfigures.Attainment] != 1 || !near(f[keyfigures.RequestGoodput]*seconds, 8) {
		t.Errorf("without an SLO: goodput %g req/s", f[keyfigures.RequestGoodput])
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// TestVersion1Clips as it always did, and says so; a prompt that cannot be clipped fails alone.
func TestVersion1Clips(t *testing.T) {
	s := tooLong(scenario.Default("h100-llama-3.1-8b-bf16-tp1"))
	run := complete(t, scenariostest.Input(t, s))
	summary := run.Report().Summary()
	last := summary.LLMEmu.Caveats[len(summary.LLMEmu.Caveats)-1].Text
	clipped := 0
	for id, n := range run.Log().PromptLen {
		if n+run.Log().Tokens[id] == 9014 {
			clipped++
		}
	}
	if clipped == 0 || !strings.HasPrefix(last, strconv.Itoa(clipped)+" requests clipped at max_model_len (9,014)") {
		t.Errorf("%d requests end at max_model_len: %q", clipped, last)
	}
	if len(summary.LLMEmu.Rejected) != 1 || summary.Failed == 0 || summary.Completed+summary.Failed != 60 {
		t.Errorf("%d failed: %+v", summary.Failed, summary.LLMEmu.Rejected)
	}
	s.Upgrade(2)
	if a, b := run.Log().Digest(), complete(t, scenariostest.Input(t, s)).Log().Digest(); a != b {
		t.Errorf("upgraded, it has digest %s, not %s", b, a)
	}
}

// TestFewerTokensThanTheBudget: what a step may have is max_num_scheduled_tokens wherever a report or an explanation counts it.
func TestFewerTokensThanTheBudget(t *testing.T) {
	s := scenario.DefaultOf(2, "h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts, s.Engine.MaxNumScheduledTokens, s.Engine.MaxNumSeqs = 100, 512, 64
	run := complete(t, scenariostest.Input(t, s))
	if c := run.Config(); c.Budget() != 512 || c.MaxNumBatchedTokens != 8192 {
		t.Errorf("a budget of %d, %d batched", c.Budget(), c.MaxNumBatchedTokens)
	}
	packed, err := run.Report().Pack(run.Report().Summary(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var header struct {
		Gaps struct{ Bands []struct{ High int } }
	}
	if err := json.Unmarshal(columnstest.Unpack(t, packed).Header, &header); err != nil {
		t.Fatal(err)
	}
	if bands := header.Gaps.Bands; len(bands) != 4 || bands[3].High != 512 {
		t.Errorf("the bands of prefill are %+v", bands)
	}
}

// TestFewerRequestsThanAskedFor says why, and says nothing of requests that the server refused.
func TestFewerRequestsThanAskedFor(t *testing.T) {
	last := func(change func(w *scenario.Workload)) (*metrics.Summary, string) {
		s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
		change(&s.Workload)
		summary := complete(t, scenariostest.Input(t, s)).Report().Summary()
		list := summary.LLMEmu.Caveats
		if len(list) == 0 {
			return summary, ""
		}
		return summary, list[len(list)-1].Text
	}
	summary, text := last(func(w *scenario.Workload) { w.Dataset, w.NumPrompts = scenario.DatasetShareGPT, 3000 })
	if summary.NumPrompts != 3000 || summary.Completed != 300 || !strings.Contains(text, "num_prompts 3,000: the recorded stream has 300 requests") {
		t.Errorf("%d asked, %d completed: %q", summary.NumPrompts, summary.Completed, text)
	}
	summary, text = last(func(w *scenario.Workload) { w.Dataset, w.NumPrompts = scenario.DatasetPrefixRepetition, 25 })
	if summary.NumPrompts != 25 || summary.Completed != 20 || !strings.Contains(text, "num_prompts 25: 20 requests use each of the 10 prefixes equally often") {
		t.Errorf("%d asked, %d completed: %q", summary.NumPrompts, summary.Completed, text)
	}
	if _, text = last(func(w *scenario.Workload) { w.NumPrompts = 20 }); text != "" {
		t.Errorf("all were sent, and still %q", text)
	}
}

// TestTheServerAddsToARun what a scenario says: the frontend in front of the engine, the host in every step. Its lengths and rate
// keep requests apart, so that all they wait for is their own.
func TestTheServerAddsToARun(t *testing.T) {
	s := scenario.DefaultOf(2, "h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts, s.Workload.MaxConcurrency = 20, 1
	given := func(v float64) scenario.Optional { return scenario.Optional{Value: v, Given: true} }
	s.Server = scenario.Server{FrontendMs: given(0), FrontendMsPer1KTokens: given(0), FrontendParallel: given(0), HostMsPerStep: given(0), HostUsPerSeq: given(0)}
	bare := complete(t, scenariostest.Input(t, s)).Report().Summary()
	if server := bare.LLMEmu.Server; server != (metrics.Server{}) {
		t.Errorf("nothing surrounds the GPU: %+v", server)
	}
	s.Server = scenario.Server{FrontendMs: given(20), FrontendMsPer1KTokens: given(3), FrontendParallel: given(28), HostMsPerStep: given(1.1), HostUsPerSeq: given(32)}
	served := complete(t, scenariostest.Input(t, s)).Report().Summary()
	for name, c := range map[string]struct{ got, want float64 }{
		"TTFT":                 {served.TTFT.Mean - bare.TTFT.Mean, 20 + 3*1.024 + 28 + 1.1 + 0.032},
		"TPOT":                 {served.TPOT.Mean - bare.TPOT.Mean, 1.1 + 0.032},
		"TTFT of the frontend": {served.LLMEmu.Server.TTFTFrontendMs, 20 + 3*1.024 + 28},
		"TTFT of the host":     {served.LLMEmu.Server.TTFTHostMs, 1.1 + 0.032},
		"TPOT of the host":     {served.LLMEmu.Server.TPOTHostMs, 1.1 + 0.032},
	} {
		if math.Abs(c.got-c.want) > 1e-3 {
			t.Errorf("%s: %g ms more, want %g", name, c.got, c.want)
		}
	}
}

// TestKVCacheDTypeOfARun: keys and values in fp8 take half the bytes, and attention over them other times.
func TestKVCacheDTypeOfARun(t *testing.T) {
	s := scenario.DefaultOf(2, "h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts = 100
	bf16 := complete(t, scenariostest.Input(t, s))
	s.Engine.KVCacheDType = scenario.KVFP8
	fp8 := complete(t, scenariostest.Input(t, s))
	if a, b := bf16.Config().NumGPUBlocks, fp8.Config().NumGPUBlocks; b != 2*a && b != 2*a+1 {
		t.Errorf("%d blocks of bf16, %d of fp8", a, b)
	}
	a, b := bf16.Report().Summary(), fp8.Report().Summary()
	if a.LLMEmu.Engine.KVCacheDType != "bfloat16" || b.LLMEmu.Engine.KVCacheDType != "fp8" || a.TPOT.Mean == b.TPOT.Mean {
		t.Errorf("%+v, TPOT %g; %+v, TPOT %g", a.LLMEmu.Engine, a.TPOT.Mean, b.LLMEmu.Engine, b.TPOT.Mean)
	}
	s.Profile = "rtx4090-llama-3.1-8b-bf16-tp1"
	_, err := engine.NewRun(scenariostest.Input(t, s))
	if at, ok := errors.AsType[*scenario.Error](err); !ok || at.Path != "engine.kv_cache_dtype" {
		t.Errorf("error %v", err)
	}
}

// TestHostTimeThatCountsTwice is said where the profile's steps were measured whole.
func TestHostTimeThatCountsTwice(t *testing.T) {
	for profile, said := range map[string]bool{"rtx4090-llama-3.1-8b-bf16-tp1": true, "h100-llama-3.1-8b-bf16-tp1": false} {
		s := scenario.DefaultOf(2, profile)
		s.Workload.NumPrompts, s.Engine.MaxModelLen = 3, 4096
		s.Server.HostUsPerSeq = scenario.Optional{Value: 5, Given: true}
		s.Server.HostMsPerStep = scenario.Optional{Given: true} // 0 adds nothing
		var paths []string
		for _, c := range complete(t, scenariostest.Input(t, s)).Report().Summary().LLMEmu.Caveats {
			if strings.Contains(c.Text, "comes on top of steps") {
				paths = append(paths, c.Path)
			}
		}
		if said && !slices.Equal(paths, []string{"server.host_us_per_seq"}) || !said && paths != nil {
			t.Errorf("%s: %v", profile, paths)
		}
	}
}
