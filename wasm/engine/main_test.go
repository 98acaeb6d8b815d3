//go:build js

package main

import (
	"encoding/binary"
	"strings"
	"syscall/js"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios/scenariostest"
	"github.com/llmemu/playground/wasm/bridge"
)

const measured = `{"title": "a real engine", "ttft_ms": [100, 200], "tpot_ms": [20], "e2el_ms": [900, 1000], "frontend_ms": [1, 2], "output_throughput": 50}`

// given is the small scenario of the tests: as text, its profile's file, and what the engine reads of both.
func given(t *testing.T) (text string, file js.Value, in engine.Input) {
	t.Helper()
	s := scenariostest.Load(t, "chat")
	s.Workload.NumPrompts = 40
	in = scenariostest.Input(t, s)
	raw, err := profiles.Raw(s.Profile)
	if err != nil {
		t.Fatal(err)
	}
	return string(s.JSON()), bridge.Array(raw), in
}

// values are arguments as JavaScript passes them.
func values(args ...any) []js.Value {
	list := make([]js.Value, len(args))
	for i, arg := range args {
		list[i] = js.ValueOf(arg)
	}
	return list
}

// refusal is what a function says is wrong, "" for nothing.
func refusal(answer any) string {
	if failed, ok := answer.(map[string]any); ok && failed["error"] != nil {
		return failed["error"].(string)
	}
	return ""
}

// header is the small part of a packed result.
func header(t *testing.T, packed any) *metrics.Header {
	t.Helper()
	if text := refusal(packed); text != "" {
		t.Fatal(text)
	}
	data := bridge.Bytes(packed.(js.Value))
	h := &metrics.Header{}
	if err := plainjson.Unmarshal(data[4:4+binary.LittleEndian.Uint32(data)], h); err != nil {
		t.Fatal(err)
	}
	return h
}

// advance takes a run to its end, in more steps than one.
func advance(t *testing.T, h *host) {
	t.Helper()
	for {
		answer := h.step(values(0))
		if text := refusal(answer); text != "" {
			t.Fatal(text)
		}
		step := answer.(map[string]any)
		if share := step["progress"].(float64); share < 0 || share > 1 || (share == 1) != (step["requests"].(int) == 40) {
			t.Fatalf("%v", step)
		}
		if step["done"].(bool) {
			return
		}
	}
}

// TestARunIsHeldAgainstItsMeasuredRun and against no other: the next run was not measured.
func TestARunIsHeldAgainstItsMeasuredRun(t *testing.T) {
	text, file, in := given(t)
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	h := &host{}
	for _, of := range []any{bridge.Array([]byte(measured)), nil} {
		if refused := h.start(values(text, file, nil, of)); refused != nil {
			t.Fatal(refused)
		}
		advance(t, h)
		digest := h.summary(nil).(map[string]any)["digest"]
		got := header(t, h.result(nil))
		if want := run.Report().Summary().LLMEmu.Digest; digest != want || got.Summary.LLMEmu.Digest != want {
			t.Errorf("digest %v, packed %s, natively %s", digest, got.Summary.LLMEmu.Digest, want)
		}
		if got.Summary.LLMEmu.WallMS <= 0 {
			t.Error("it took no time")
		}
		if of == nil {
			if got.Measured != nil {
				t.Errorf("it was not measured, and is held against %s", got.Measured.Title)
			}
			continue
		}
		m, err := metrics.ParseMeasured([]byte(measured))
		if err != nil {
			t.Fatal(err)
		}
		want := run.Report().Compare(m)
		if got.Measured == nil || got.Measured.Title != "a real engine" || len(got.Measured.Metrics) != len(want.Metrics) {
			t.Fatalf("%+v", got.Measured)
		}
		for i, metric := range want.Metrics {
			if got.Measured.Metrics[i] != metric {
				t.Errorf("%+v, want %+v", got.Measured.Metrics[i], metric)
			}
		}
	}
	for name, answer := range map[string]any{"step": h.step(values(1)), "soFar": h.soFar(nil), "summary": h.summary(nil), "result": h.result(nil)} {
		if refusal(answer) == "" {
			t.Errorf("%s of a run that is over is answered", name)
		}
	}
}

// What a run cannot be made of is refused, and the run before it is gone.
func TestStartRefuses(t *testing.T) {
	text, file, in := given(t)
	for want, args := range map[string][]any{
		"version":      {"{}", file, nil, nil},
		"profile":      {text, bridge.Array([]byte("{")), nil, nil},
		"stream":       {text, file, bridge.Array([]byte("{")), nil},
		"measured run": {text, file, nil, bridge.Array([]byte("{}"))},
	} {
		h := &host{}
		if refused := h.start(values(text, file, nil, nil)); refused != nil {
			t.Fatal(refused)
		}
		if got := refusal(h.start(values(args...))); !strings.Contains(got, want) {
			t.Errorf("refused by %q, want %q", got, want)
		}
		if refusal(h.step(values(1))) == "" {
			t.Errorf("%s: the run before goes on", want)
		}
	}
	in.Scenario.Engine.NumGPUBlocks = 3
	answer := (&host{}).start(values(string(in.Scenario.JSON()), file, nil, nil))
	if path := answer.(map[string]any)["path"]; path != "engine.num_gpu_blocks" {
		t.Errorf("%v", answer)
	}
}

// A job of a plan, with a field set, comes to the figures of that very scenario.
func TestAJobComesToItsFigures(t *testing.T) {
	text, file, in := given(t)
	h := &host{}
	j := newJobs(h)
	if refused := j.profile(values(in.Scenario.Profile, file)); refused != nil {
		t.Fatal(refused)
	}
	if refused := j.open(values([]any{text}, []any{""})); refused != nil {
		t.Fatal(refused)
	}
	job := `{"id": 7, "base": 0, "set": [{"path": "engine.max_num_seqs", "value": "4"}]}`
	if refused := j.start(values(job)); refused != nil {
		t.Fatal(refused)
	}
	advance(t, h)
	in.Scenario.Engine.MaxNumSeqs = 4
	run, err := engine.Complete(in)
	if err != nil {
		t.Fatal(err)
	}
	got := j.figures(nil).(js.Value)
	for f, want := range run.Figures() {
		if got.Index(f).Float() != want {
			t.Errorf("%s is %g, want %g", keyfigures.Figure(f).Key(), got.Index(f).Float(), want)
		}
	}
}
