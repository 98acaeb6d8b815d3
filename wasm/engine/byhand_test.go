//go:build js

package main

import (
	"encoding/json"
	"syscall/js"
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/wasm/bridge"
)

// files are a run's scenario and profile as a page sends them.
func files(t *testing.T, r *byhand.Run) (scenario, profile js.Value) {
	t.Helper()
	in := r.Input()
	file, err := in.Profile.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return js.ValueOf(string(in.Scenario.JSON())), bridge.Array(file)
}

// fine fails where an answer is {error, path}.
func fine(t *testing.T, answer any) any {
	t.Helper()
	if failed, ok := answer.(map[string]any); ok && failed["error"] != nil {
		t.Fatalf("%v at %q", failed["error"], failed["path"])
	}
	return answer
}

// finish steps the host's run to its end.
func finish(t *testing.T, h *host) {
	t.Helper()
	for {
		at := fine(t, h.step([]js.Value{js.ValueOf(10)})).(map[string]any)
		if at["done"] == true {
			if at["progress"] != 1.0 {
				t.Errorf("done at %v", at)
			}
			return
		}
	}
}

func packed(answer any) []byte { return bridge.Bytes(answer.(js.Value)) }

// TestResults runs what was worked out by hand the way a worker does, with a measured run beside the second: what comes back is
// the whole result.
func TestResults(t *testing.T) {
	h := &host{}
	measured := bridge.Array([]byte(`{"title":"On paper","settings":"","source":"","licence":"","scenario":{},"ttft_ms":[60],"tpot_ms":[10],"e2el_ms":[100],"frontend_ms":[1],"output_throughput":165}`))
	for i, r := range []*byhand.Run{byhand.Rush(), byhand.Urgent(), byhand.Drawn(), byhand.Strained()} {
		scenario, profile := files(t, r)
		beside := js.Null()
		want := r.Result()
		if i == 1 {
			beside = measured
			for range 401 {
				for name, ms := range map[string]float64{"ttft_ms": 60, "tpot_ms": 10, "e2el_ms": 100} {
					want["cdf.measured."+name] = append(want["cdf.measured."+name], ms)
				}
			}
		}
		fine(t, h.start([]js.Value{scenario, profile, js.Null(), beside}))
		finish(t, h)
		if digest := fine(t, h.summary(nil)).(map[string]any)["digest"]; digest != r.Digest {
			t.Errorf("%s has the digest %v, by hand %s", r.Name, digest, r.Digest)
		}
		header, columns := byhand.Unpack(t, packed(h.result(nil)))
		columns.Same(t, want)
		own := header["summary"].(map[string]any)["llmemu"].(map[string]any)
		if own["wall_ms"].(float64) <= 0 {
			t.Error("the run took no time")
		}
		own["wall_ms"] = 0.0
		expected := r.Header()
		if (header["measured"] != nil) != (i == 1) {
			t.Errorf("%s is beside %v", r.Name, header["measured"])
		}
		expected["measured"], header["measured"] = nil, nil
		byhand.SameJSON(t, r.Name, any(header), expected)
	}
}

// TestExplanations asks for the timeline, a step, a request and the facts.
func TestExplanations(t *testing.T) {
	x := &explainer{profiles: &parsed{}}
	r := byhand.Rush()
	scenario, profile := files(t, r)
	f := x.functions()
	if failed, _ := f["explainTimeline"](nil).(map[string]any); failed["error"] == nil {
		t.Error("a timeline of nothing")
	}
	fine(t, f["explainStart"]([]js.Value{scenario, profile, js.Null()}))
	for fine(t, f["explainAdvance"]([]js.Value{js.ValueOf(10)})).(map[string]any)["done"] != true {
	}
	header, columns := byhand.Unpack(t, packed(f["explainTimeline"](nil)))
	columns.Same(t, r.Timeline())
	byhand.SameJSON(t, "timeline", any(header), r.TimelineHeader())
	for name, c := range map[string]struct {
		at   any
		key  string
		want float64
	}{"explainStep": {map[string]any{"engine": 0, "step": 9}, "step", 9}, "explainRequest": {5, "e2el_ms", 110}} {
		answer := byhand.Read(t, []byte(f[name]([]js.Value{js.ValueOf(c.at)}).(string))).(map[string]any)
		if answer[c.key] != c.want {
			t.Errorf("%s says %v of %s, by hand %v", name, answer[c.key], c.key, c.want)
		}
	}
	facts := byhand.Read(t, []byte(f["explainFacts"](nil).(string))).(map[string]any)
	if tail := facts["tail"].(map[string]any); tail["e2el_ms"] != 139.0 {
		t.Errorf("the tail is %v", tail)
	}
}

// TestPlansAndJobs sweeps over one value, which is the rush's own, and compares the draw with itself.
func TestPlansAndJobs(t *testing.T) {
	r := byhand.Rush()
	scenario, profile := files(t, r)
	h := &host{}
	p, j := planners{}.functions(), newJobs(h).functions()
	list := func(values ...any) js.Value { return js.ValueOf(values) }
	fine(t, j["jobProfile"]([]js.Value{js.ValueOf("round"), profile}))
	fine(t, j["jobsOpen"]([]js.Value{list(scenario), list("")}))
	plan := `{"x":{"field":"engine.num_gpu_blocks","from":13,"to":13,"points":1,"log":false},"y":null,"profiles":[{"id":"round","title":"Round","gpus":1}],"seeds":1,"attainment":0.9}`
	fine(t, p["planOpen"]([]js.Value{js.ValueOf("sweep"), js.ValueOf(plan), list(scenario)}))
	reply := fine(t, p["planFeed"]([]js.Value{js.ValueOf("sweep"), list(), js.ValueOf(4), js.ValueOf(false)})).(map[string]any)
	var jobs []json.RawMessage
	if err := json.Unmarshal([]byte(reply["jobs"].(string)), &jobs); err != nil || len(jobs) != 1 || reply["done"] != false || reply["outcome"] != nil {
		t.Fatalf("%v: %v", reply, err)
	}
	fine(t, j["jobStart"]([]js.Value{js.ValueOf(string(jobs[0]))}))
	finish(t, h)
	figures := j["jobFigures"](nil).(js.Value)
	if n := figures.Length(); n != int(keyfigures.NumFigures) || figures.Index(int(keyfigures.Preemptions)).Float() != 1 {
		t.Errorf("%d figures, %v preemptions", n, figures.Index(int(keyfigures.Preemptions)))
	}
	answer := js.ValueOf(map[string]any{"id": 0, "figures": figures})
	reply = fine(t, p["planFeed"]([]js.Value{js.ValueOf("sweep"), list(answer), js.ValueOf(4), js.ValueOf(false)})).(map[string]any)
	if reply["done"] != true {
		t.Fatalf("%v", reply)
	}
	_, columns := byhand.Unpack(t, packed(reply["outcome"]))
	for name, want := range map[string]float64{"sweep.x": 13, "sweep.per_gpu": 33 / 0.1829, "sweep.preemptions": 1, "sweep.mean_running": (200 + 3*637) / 840.0} {
		byhand.Columns{name: columns[name]}.Same(t, byhand.Columns{name: {want}})
	}
	// An answer that is an error is one that failed.
	fine(t, p["planOpen"]([]js.Value{js.ValueOf("sweep"), js.ValueOf(plan), list(scenario)}))
	fine(t, p["planFeed"]([]js.Value{js.ValueOf("sweep"), list(), js.ValueOf(1), js.ValueOf(false)}))
	failed := js.ValueOf(map[string]any{"id": 0, "error": "no room"})
	reply = fine(t, p["planFeed"]([]js.Value{js.ValueOf("sweep"), list(failed), js.ValueOf(1), js.ValueOf(false)})).(map[string]any)
	header, _ := byhand.Unpack(t, packed(reply["outcome"]))
	byhand.SameJSON(t, "failures", header["failures"], byhand.List{byhand.Object{"x": 13, "y": 0, "reason": "no room"}})
}

// TestLiveSession serves the rush up to 100.0 ms, and takes a request and a change of rate.
func TestLiveSession(t *testing.T) {
	f := (&session{}).functions()
	if failed, _ := f["liveStep"](nil).(map[string]any); failed["error"] == nil {
		t.Error("a step of nothing")
	}
	in := byhand.LiveRush()
	_, profile := files(t, byhand.Rush())
	fine(t, f["liveStart"]([]js.Value{js.ValueOf(string(in.Scenario.JSON())), profile, js.Null()}))
	for at := 0.0; at < 0.1; {
		at = fine(t, f["liveAdvance"]([]js.Value{js.ValueOf(0.1), js.ValueOf(10)})).(float64)
	}
	if id := fine(t, f["liveSend"]([]js.Value{js.ValueOf(4), js.ValueOf(2)})); id != 8 {
		t.Errorf("own request %v, by hand 8: all eight were sent", id)
	}
	fine(t, f["liveRate"]([]js.Value{js.ValueOf(1.8)}))
	header, columns := byhand.Unpack(t, packed(f["livePack"]([]js.Value{js.ValueOf(2.4), js.ValueOf(15)})))
	if header["now_s"] != 0.1 || header["rate"] != 1.8 || header["preempted"] != 1.0 || len(header["own"].([]any)) != 1 {
		t.Errorf("%v", header)
	}
	byhand.Columns{"slot.id": columns["slot.id"]}.Same(t, byhand.Columns{"slot.id": {3, 4}})
	if at := fine(t, f["liveStep"](nil)); at != 0.1065 { // step 9
		t.Errorf("a step ends at %v, by hand 0.1065", at)
	}
}
