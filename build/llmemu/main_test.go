package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestMain lets the test binary stand in for the command: with LLMEMU_MAIN set it runs main.
func TestMain(m *testing.M) {
	if os.Getenv("LLMEMU_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// llmemu runs the command and returns its standard output, standard error and exit status.
func llmemu(t *testing.T, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs strings.Builder
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "LLMEMU_MAIN=1")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &errs
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

const chat = `{"version": 1, "name": "chat", "seed": 7, "profile": "rtxpro6000-llama-3.1-8b-bf16-tp1",
 "engine": {"max_num_seqs": 128, "num_gpu_blocks": 8000},
 "workload": {"dataset": "random", "random_input_len": 256, "random_output_len": 64, "random_range_ratio": 0.1,
              "num_prompts": 200, "request_rate": 8, "burstiness": 1.0},
 "slo": {"ttft_ms": 500, "tpot_ms": 50}}`

func TestRunJSON(t *testing.T) {
	out, errs, status := llmemu(t, chat, "run", "-", "--json", "-", "--detailed")
	if status != 0 || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	var result struct {
		Completed   int         `json:"completed"`
		P99         float64     `json:"p99_ttft_ms"`
		RequestRate float64     `json:"request_rate"`
		ITLs        [][]float64 `json:"itls"`
		OutputLens  []int       `json:"output_lens"`
		LLMEmu      struct {
			Digest string
			Steps  int
		} `json:"llmemu"`
	}
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	if result.Completed != 200 || result.P99 <= 0 || result.RequestRate != 8 || len(result.LLMEmu.Digest) != 16 || result.LLMEmu.Steps == 0 {
		t.Errorf("%+v", result)
	}
	for id, gaps := range result.ITLs {
		if len(gaps) != result.OutputLens[id]-1 {
			t.Fatalf("request %d has %d tokens and %d gaps", id, result.OutputLens[id], len(gaps))
		}
	}
}

// TestRunReadsFilesLinksAndIDs runs one scenario from everywhere it can come from: the digest must be the same.
func TestRunReadsFilesLinksAndIDs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "chat.json")
	if err := os.WriteFile(file, []byte(chat), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse([]byte(chat))
	if err != nil {
		t.Fatal(err)
	}
	link, err := links.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	digest := ""
	for _, from := range []string{"-", file, "https://example.org/#s=" + link + "&m=ttft"} {
		out, errs, status := llmemu(t, chat, "run", from)
		_, after, found := strings.Cut(out, "digest ")
		if status != 0 || !found {
			t.Fatalf("%s: status %d: %s%s", from, status, out, errs)
		}
		if digest == "" {
			digest = after[:16]
		}
		if after[:16] != digest {
			t.Errorf("%s: digest %s, want %s", from, after[:16], digest)
		}
	}
}

// TestMessagesGiveTheTerminalNoOrders: what a file or a link calls its fields or itself is shown, cut, and not obeyed.
func TestMessagesGiveTheTerminalNoOrders(t *testing.T) {
	for _, text := range []string{
		`{"version": 1, "profile": "rtxpro6000-llama-3.1-8b-bf16-tp1", "\u001b]0;pwned\u0007\u001b[31mred\u202e": 1}`,
		`{"version": 1, "profile": "\u001b[31mred\u202e"}`,
		`{"version": 1, "name": "\u001b[31mred\u202e", "profile": "rtxpro6000-llama-3.1-8b-bf16-tp1", "workload": {"num_prompts": 1}}`,
		`{"version": 1, "profile": "x", "` + strings.Repeat("A", 200_000) + `": 1}`,
		`{"version": 1, "profile": "x", "engine": {"scheduling_policy": "` + strings.Repeat("A", 200_000) + `"}}`,
	} {
		out, errs, _ := llmemu(t, text, "run", "-")
		if said := out + errs; strings.ContainsAny(said, "\x1b\a\u202e") || len(said) > 3000 {
			t.Errorf("%.100s: %.300q", text, said)
		}
	}
}

// TestRunWithAProfileFile: the file's profile takes the place of the scenario's, in the result as well.
func TestRunWithAProfileFile(t *testing.T) {
	out, errs, status := llmemu(t, chat, "run", "-", "--profile", "../../profiles/rtx4090-llama-3.1-8b-bf16-tp1.json", "--json", "-")
	if status != 0 || !strings.Contains(out, `"profile":"rtx4090-llama-3.1-8b-bf16-tp1"`) {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}

func TestRunOfAMeasuredScenarioComparesItself(t *testing.T) {
	out, _, status := llmemu(t, "", "run", "rtxpro6000-sharegpt")
	if status != 0 || !strings.Contains(out, "Measured: vLLM 0.19.0 on RTX PRO 6000") {
		t.Errorf("status %d:\n%s", status, out)
	}
}

// Objectives judge a run and do not change it: with others it is still the measured one.
func TestRunOfAMeasuredScenarioWithAnotherSLO(t *testing.T) {
	s := scenariostest.Load(t, scenarios.Opening)
	s.SLO.TTFTMs = 123
	out, _, status := llmemu(t, string(s.JSON()), "run", "-")
	if status != 0 || !strings.Contains(out, "Measured: vLLM") {
		t.Errorf("status %d:\n%s", status, out)
	}
	s.Seed = 5
	if out, _, status = llmemu(t, string(s.JSON()), "run", "-"); status != 0 || strings.Contains(out, "Measured: vLLM") {
		t.Errorf("with another seed, status %d:\n%s", status, out)
	}
}

// TestBadInput: one line on standard error that says what is wrong, exit status 2, and nothing else.
func TestBadInput(t *testing.T) {
	change := func(from, to string) string { return strings.Replace(chat, from, to, 1) }
	for _, c := range []struct {
		name, stdin string
		args        []string
		want        []string
	}{
		{"negative rate", change(`"request_rate": 8`, `"request_rate": -8`), []string{"run", "-"}, []string{"standard input", "workload.request_rate", "0.001"}},
		{"zero blocks", change(`8000`, `0`), []string{"run", "-"}, []string{"engine.num_gpu_blocks", "2 to"}},
		{"too few blocks", change(`8000`, `12`), []string{"run", "-"}, []string{"engine.num_gpu_blocks", "blocks, the pool has 11"}},
		{"a sweep of which no point can run", change(`8000`, `12`), []string{"sweep", "-", "--from", "1", "--to", "2", "--points", "2"}, []string{"no point of the sweep can run", "the pool has 11"}},
		{"unknown field", change(`max_num_seqs`, `max_seqs`), []string{"run", "-"}, []string{"engine.max_seqs", "max_num_seqs"}},
		{"unknown profile", change(`rtxpro6000`, `rtx6000`), []string{"run", "-"}, []string{"profile", "rtxpro6000-llama-3.1-8b-bf16-tp1"}},
		{"a link cut in half", "", []string{"run", "https://example.org/#s=1.eNo8jU1uwyAQRu_yrXEEaeNa"}, []string{"link", "cut short"}},
		{"a 100 MB paste", strings.Repeat("x", 100<<20), []string{"run", "-"}, []string{"standard input", "8,388,608"}},
		{"no such file", "", []string{"run", "missing.json"}, []string{"missing.json", "no such file"}},
		{"no scenario", "", []string{"run"}, []string{"scenario"}},
		{"unknown command", "", []string{"rnu"}, []string{"rnu"}},
		{"traces that are none", "", []string{"conform", "main_test.go"}, []string{"main_test.go", "line 1"}},
		{"no trace file", "", []string{"conform", "missing.gz"}, []string{"missing.gz", "no such file"}},
	} {
		out, errs, status := llmemu(t, c.stdin, c.args...)
		if status != 2 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: status %d, output %q, errors %q; want one line and status 2", c.name, status, out, errs)
		}
		for _, want := range c.want {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: %q does not name %q", c.name, errs, want)
			}
		}
	}
}

func TestConform(t *testing.T) {
	out, errs, status := llmemu(t, "", "conform", "../../engine/golden/testdata/subset-0.19.jsonl.gz")
	if status != 0 || out != "conform: 194 scenarios, 16358 steps, 0 mismatches\n" {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.jsonl")
	line := `{"name":"w","config":{"max_num_seqs":1,"max_num_batched_tokens":9,"max_model_len":9,"block_size":4,"num_gpu_blocks":9,"enable_chunked_prefill":true,"enable_prefix_caching":false,"policy":"fcfs","async_scheduling":false},` +
		`"requests":[{"id":"r0","arrival_step":0,"arrival_time":0,"prompt_len":3,"output_len":1,"priority":0}],` +
		`"steps":[{"it":0,"add":["r0"],"s":{"n":[["r0",2]],"new":[["r0",0]],"q":[1,0,7]},"u":{"of":0,"fin":[["r0",1]],"q":[0,0,8]}},{"it":1,"s":{"n":[],"q":[0,0,8]},"u":{"of":1,"q":[0,0,8]}}]}`
	if err := os.WriteFile(wrong, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	out, _, status = llmemu(t, "", "conform", wrong)
	if want := "w: iteration 0: s.n: expected [r0:2], got [r0:3]\nconform: 1 scenarios, 1 steps, 1 mismatches\n"; status != 1 || out != want {
		t.Errorf("status %d:\n%swant\n%s", status, out, want)
	}
}

func TestProfileList(t *testing.T) {
	out, _, status := llmemu(t, "", "profile", "list", "--json", "-")
	var entries []struct{ ID string }
	if err := json.Unmarshal([]byte(out), &entries); err != nil || status != 0 || len(entries) < 2 {
		t.Errorf("status %d, error %v: %s", status, err, out)
	}
}

// TestALinkToAnOlderProfile runs, and standard error says what changed since.
func TestALinkToAnOlderProfile(t *testing.T) {
	s := scenario.Default("h100-llama-3.1-8b-bf16-tp1")
	s.Workload.NumPrompts = 3
	text, err := links.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	known, err := profiles.Versions(s.Profile)
	if err != nil {
		t.Fatal(err)
	}
	for digest, want := range map[string]string{
		"&d=" + known[len(known)-1].Digest:  "",
		"&d=" + known[0].Digest + "&v=gaps": "link: Llama-3.1-8B on H100 has changed since this link was made, so figures may differ: 2026-11-30: composed anew",
		"":                                  "does not say with which version",
		"&d=xyz":                            "with another version",
	} {
		out, errs, status := llmemu(t, "", "run", "http://x/#s="+text+digest)
		if status != 0 || !strings.Contains(out, "3 requests in") || want == "" && errs != "" || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d, %q", digest, status, errs)
		}
	}
}

// TestSweepForARate says what serves it, at the price of the GPU's kind.
func TestSweepForARate(t *testing.T) {
	out, errs, status := llmemu(t, chat, "sweep", "-", "--from", "5", "--to", "16", "--points", "3", "--need", "50", "--price", "h100:9,rtxpro6000:1.5")
	if want := "For 50 req/s within the SLO: at most 4 GPUs in 4 engines, each with 12.5 req/s, 6.00 an hour, where requests are spread evenly.\n"; status != 0 || !strings.HasSuffix(out, want) {
		t.Errorf("status %d, %s%s", status, out, errs)
	}
	if _, errs, status := llmemu(t, chat, "sweep", "-", "--price", "h100"); status != exitUsage || !strings.Contains(errs, "allowed: 0 to 1,000,000") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestSweep(t *testing.T) {
	out, errs, status := llmemu(t, chat, "sweep", "-", "--from", "5", "--to", "80", "--points", "6", "--seeds", "2", "--price", "2", "--json", "-")
	if status != 0 || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	var outcome struct {
		Done  bool
		Lines []struct {
			Capacity struct {
				Status      string
				Rate, Above float64
			}
			Knee struct{ Status, Cause string }
		}
		Points []map[string]any
	}
	if err := json.Unmarshal([]byte(out), &outcome); err != nil {
		t.Fatal(err)
	}
	line := outcome.Lines[0]
	if !outcome.Done || len(outcome.Points) < 6 || line.Capacity.Status != "found" || line.Capacity.Above > 1.011*line.Capacity.Rate {
		t.Errorf("%s", out)
	}
	p := outcome.Points[0]
	if mean, ok := p["mean"].(map[string]any); p["x"] != 5.0 || !ok || mean["p99_ttft_ms"] == nil || p["cost_per_million_output_tokens"] == 0.0 || p["low"] == nil {
		t.Errorf("first point %v", p)
	}
	table, _, _ := llmemu(t, chat, "sweep", "-", "--from", "5", "--to", "80", "--points", "6")
	for _, part := range []string{"TTFT p50", "SLO capacity: ", "200 requests a run"} {
		if !strings.Contains(table, part) {
			t.Errorf("the table lacks %q:\n%s", part, table)
		}
	}
	for _, c := range []struct {
		part string
		args []string
	}{
		{"--from and --to are needed", []string{"--field", "engine.max_num_seqs"}},
		{"numeric field", []string{"--field", "engine.nothing", "--from", "1", "--to", "2"}},
		{"1 to 20", []string{"--seeds", "0"}},
		{"is no axis", []string{"--by", "engine.max_num_seqs"}},
		{"profile", []string{"--profile", "none"}},
	} {
		out, errs, status := llmemu(t, chat, append([]string{"sweep", "-"}, c.args...)...)
		if status != 2 || out != "" || !strings.Contains(errs, c.part) {
			t.Errorf("%v: status %d, %s", c.args, status, errs)
		}
	}
}

// TestWhatVLLMRefuses: a scenario of version 2 that vLLM would not start with gets one line at its field and exit status 2; the
// same one of version 1 is older than the check, so it runs and says so.
func TestWhatVLLMRefuses(t *testing.T) {
	for _, c := range []struct{ engine, field, reason string }{
		{`"max_model_len": 131072`, "engine.max_model_len", "16.00 GiB KV cache is needed, more than the available 5.05 GiB; the largest length that fits is 41,408"},
		{`"max_model_len": 1048576`, "engine.max_model_len", "greater than the model's own (131,072)"},
		{`"max_num_batched_tokens": 128, "max_num_seqs": 256`, "engine.max_num_batched_tokens", "must be greater than or equal to max_num_seqs (256)"},
		{`"enable_chunked_prefill": false, "max_num_batched_tokens": 4096`, "engine.max_num_batched_tokens", "must not be smaller than max_model_len (32,768)"},
		{`"gpu_memory_utilization": 1`, "engine.gpu_memory_utilization", "has to be below 1"},
		{`"block_size": 8`, "engine.block_size", "multiples of 16"},
	} {
		text := func(version string) string {
			return `{"version": ` + version + `, "profile": "rtx4090-llama-3.1-8b-bf16-tp1", "engine": {` + c.engine + `},
 "workload": {"num_prompts": 2, "random_input_len": 64, "random_output_len": 4}}`
		}
		out, errs, status := llmemu(t, text("2"), "run", "-")
		if status != 2 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "standard input: "+c.field+": vLLM refuses this: ") || !strings.Contains(errs, c.reason) {
			t.Errorf("%s: status %d: %s%s", c.engine, status, out, errs)
		}
		out, errs, status = llmemu(t, text("1"), "run", "-")
		if status != 0 || errs != "" || !strings.Contains(out, "caveat: vLLM would refuse this: ") || !strings.Contains(out, c.reason) {
			t.Errorf("%s, version 1: status %d: %s%s", c.engine, status, out, errs)
		}
	}
}

// TestWhatVLLMChanges: vLLM starts with another value, and so does the run.
func TestWhatVLLMChanges(t *testing.T) {
	for _, c := range []struct{ engine, text string }{
		{`"max_num_batched_tokens": 128`, "caveat: vLLM changes this: max_num_seqs is lowered from 256 to max_num_batched_tokens (128)\n"},
		{`"enable_chunked_prefill": false`, "caveat: vLLM changes this: without chunked prefill max_num_batched_tokens is raised from 2,048 to max_model_len (32,768)\n"},
		{`"num_gpu_blocks": 9000`, "caveat: vLLM may refuse this: num_gpu_blocks (9,000) are more than the 2,588 that fit"},
	} {
		out, errs, status := llmemu(t, `{"version": 2, "profile": "rtx4090-llama-3.1-8b-bf16-tp1", "engine": {`+c.engine+`},
 "workload": {"num_prompts": 2, "random_input_len": 64, "random_output_len": 4}}`, "run", "-")
		if status != 0 || errs != "" || !strings.Contains(out, c.text) {
			t.Errorf("%s: status %d: %s%s", c.engine, status, out, errs)
		}
	}
}

// TestWhatTheServerRejects: requests that exceed max_model_len fail and are counted, and a run of nothing else is refused.
func TestWhatTheServerRejects(t *testing.T) {
	text := func(version, input string) string {
		return `{"version": ` + version + `, "profile": "h100-llama-3.1-8b-bf16-tp1", "engine": {"max_model_len": 1000},
 "workload": {"random_input_len": ` + input + `, "random_output_len": 200, "random_range_ratio": 0.2, "num_prompts": 40}}`
	}
	out, errs, status := llmemu(t, text("2", "800"), "run", "-", "--json", "-")
	var result struct {
		NumPrompts int `json:"num_prompts"`
		Completed  int
		Failed     int
		LLMEmu     struct {
			Rejected []struct {
				Reason   string
				Requests int
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatalf("status %d: %s%s", status, out, errs)
	}
	r := result.LLMEmu.Rejected
	if result.NumPrompts != 40 || result.Failed == 0 || result.Completed+result.Failed != 40 || len(r) != 1 || r[0].Requests != result.Failed ||
		r[0].Reason != "'max_tokens' is too large: prompt and output exceed max_model_len (1,000)" {
		t.Errorf("%+v", result)
	}
	if out, errs, status = llmemu(t, text("2", "800"), "run", "-"); status != 0 || !strings.Contains(out, " requests failed (400): 'max_tokens' is too large: ") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
	if out, errs, status = llmemu(t, text("1", "800"), "run", "-"); status != 0 || !strings.Contains(out, " requests clipped at max_model_len (1,000): vLLM's server would reject") || strings.Contains(out, "failed (400)") {
		t.Errorf("version 1, status %d: %s%s", status, out, errs)
	}
	out, errs, status = llmemu(t, text("2", "1500"), "run", "-")
	if status != 2 || out != "" || errs != "llmemu: standard input: workload.random_input_len: vLLM's server rejects every request (400): the prompt has as many tokens as max_model_len (1,000) or more\n" {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}
