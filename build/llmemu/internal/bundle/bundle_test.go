package bundle

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/datatest"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles/realruns"
)

// TestBundledFilesAreWhatTheSourcesGive reads the recordings again where they are at hand.
func TestBundledFilesAreWhatTheSourcesGive(t *testing.T) {
	const bundled = "../../../../profiles/realruns"
	datatest.Need(t, "real")
	files, err := Build(datatest.Folder)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(bundled, path))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s differs from what its source gives (error %v): run llmemu profile build", path, err)
		}
	}
}

func TestBundledFilesAreValid(t *testing.T) {
	for name, requests := range map[string]int{scenario.StreamShareGPT: 300, scenario.TraceConversation: 19366, scenario.TraceCode: 8819} {
		if s, err := realruns.Stream(name); err != nil || len(s.ArrivalUS) != requests {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, r := range runs {
		if m, err := realruns.Run(r.id); err != nil || m == nil || len(m.TTFTMs) != 300 {
			t.Errorf("%s: %v", r.id, err)
		}
	}
	if m, err := realruns.Run("chat"); m != nil || err != nil {
		t.Errorf("a scenario that nobody measured has the run %v (error %v)", m, err)
	}
}

// TestClocksAreJoined: arrival is wall clock, the rest monotonic, and the quickest request is taken to have needed no
// time from the client to the queue.
func TestClocksAreJoined(t *testing.T) {
	lines := `{"input_toks":7,"output_toks":3,"arrival_time":1000.0,"queued_ts":50.25,"first_token_ts":51.0,"last_token_ts":52.0}
{"input_toks":9,"output_toks":1,"arrival_time":1001.0,"queued_ts":51.125,"first_token_ts":51.5,"last_token_ts":51.5}
`
	path := filepath.Join(t.TempDir(), "requests.jsonl.gz")
	if err := os.WriteFile(path, gzipped(t, lines), 0o600); err != nil {
		t.Fatal(err)
	}
	run, err := ReadRun(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := run.Stream(); got[1] != (scenario.Request{ArrivalS: 1, PromptLen: 9, OutputLen: 1}) {
		t.Errorf("the second request is %+v", got[1])
	}
	m := run.Measured(0.5)
	// The second request was the quickest: the monotonic clock reads 949.875 s less than the wall's.
	if m.FrontendMs[0] != 125 || m.FrontendMs[1] != 0 || m.TTFTMs[0] != 875 || m.E2ELMs[0] != 1875 {
		t.Errorf("frontend %v ms, TTFT %v ms, E2E %v ms", m.FrontendMs, m.TTFTMs, m.E2ELMs)
	}
	if len(m.TPOTMs) != 1 || m.TPOTMs[0] != 500 {
		t.Errorf("TPOT %v ms, want 500 of the request with three tokens alone", m.TPOTMs)
	}
	// Four tokens from 0.5 s before the first arrival (at 50.125) to 52.
	if m.OutputThroughput != 1.684 {
		t.Errorf("throughput %v, want 4/2.375", m.OutputThroughput)
	}
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestScaledLengthsHaveTheMean(t *testing.T) {
	if got := scaled([]int64{1, 100, 299}, 40); !slices.Equal(got, []int64{1, 30, 89}) {
		t.Errorf("%v, want lengths in proportion, at least 1", got)
	}
}

// What the bundled runs by strangers need is there: a bundled scenario of each, and presets for what surrounds the GPU.
func TestStrangersCanBeEmulated(t *testing.T) {
	points, err := realruns.Points()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, p := range points {
		if p.Server == nil {
			continue
		}
		found++
		s, err := scenario.Parse(p.Scenario)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		if profile.HostOf(p.Server.VLLMVersion, s.Engine.AsyncScheduling) == nil || profile.FrontendOf(p.Server.Endpoint).How == "" {
			t.Errorf("%s: nothing is known of vLLM %s, %s", p.Name, p.Server.VLLMVersion, p.Server.Endpoint)
		}
	}
	if found != len(strangers) {
		t.Errorf("%d runs by strangers are bundled, want %d", found, len(strangers))
	}
}
