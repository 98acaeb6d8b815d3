// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package page

import (
	"bytes"
	"strings"
	"testing"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/staticrender"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
	"github.com/llmemu/playground/web/state/statetest"
)

// desk is a Host that does nothing.
type desk struct{}

func (desk) Run(state.Job)                {}
func (desk) Explain(state.Question)       {}
func (desk) WarmUp(state.Job)             {}
func (desk) StartPlan(state.PlanJob)      {}
func (desk) CancelPlan(string)            {}
func (desk) PriceSweep(string)            {}
func (desk) Pin()                         {}
func (desk) Unpin()                       {}
func (desk) RunPinned(state.Job)          {}
func (desk) StartLive(state.Job)          {}
func (desk) PaceLive(float64, bool)       {}
func (desk) StepLive()                    {}
func (desk) RateLive(float64)             {}
func (desk) BurstLive(int)                {}
func (desk) Cancel()                      {}
func (desk) SetHash(string)               {}
func (desk) Visit(string)                 {}
func (desk) KeepEdits()                   {}
func (desk) CopyAddress()                 {}
func (desk) ShowShare(state.Shared)       {}
func (desk) ToggleTheme()                 {}
func (desk) SortRequests(string)          {}
func (desk) ZoomTo(int)                   {}
func (desk) ShowOpen()                    {}
func (desk) Reveal(string)                {}
func (desk) SetSetting(string, string)    {}
func (desk) ExportProfile(string, string) {}
func (desk) RemoveProfile(string)         {}
func (desk) RestoreProfile(string)        {}

func newApp(t *testing.T) *state.App {
	t.Helper()
	app := statetest.New(t, desk{})
	app.Ready = true
	return app
}

// render is the page's HTML, and its text alone with single spaces.
func render(t *testing.T, app *state.App) (html, text string) {
	t.Helper()
	build, err := vugu.NewBuildEnv()
	if err != nil {
		t.Fatal(err)
	}
	built := build.RunBuild(&Page{App: app})
	Tidy(built)
	var out bytes.Buffer
	if err := staticrender.New(&out).Render(built); err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	inTag := false
	for _, r := range out.String() {
		switch {
		case r == '<':
			inTag = true
			words.WriteByte(' ')
		case r == '>':
			inTag = false
		case !inTag:
			words.WriteRune(r)
		}
	}
	return out.String(), strings.Join(strings.Fields(words.String()), " ")
}

func TestTheResultIsOnThePage(t *testing.T) {
	_, text := render(t, newApp(t))
	for _, want := range []string{
		"300 requests, 72.8 s simulated",
		"TTFT p50 ≈ 1.98 s measured 9.44 s −3.6 %",
		"TPOT p50 ≈ 32.2 ms",
		"p99 111 ms",
		"Output mean ≈ 2,689 tok/s measured 2,967 +0.7 %",
		"Goodput SLO ≈ 1.90 req/s 46.0 % meet all TTFT 51.0 %",
		"Preemptions 120 72 requests",
		"Validated: TPOT 0.4 %, at worst Output +0.9 %, off real vLLM 0.19.0 on 300 ShareGPT requests. This scenario is that run.",
		"Measured to 256 sequences, 128 beside a prefill, 2,048 prefill tokens, 16,384 tokens of context.",
		"TPOT mean 32.4 ms 32.3 ms −0.4 % −1.0 %",
		"licence MIT",
		"enforce_eager true",
		"block_size 32: attention was measured with 16",
		"No field changed",
		"Digest 0123456789abcdef",
		"10.0 req/s offered, 4.21 req/s sustained: max_num_seqs 128 is the limit. 46.0 % of all requests meet the SLO. Find the highest rate that meets it",
		"extrapolated 3 of 1,161 steps lie outside what the profile measured: context longer than 16,384 tokens (3).",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestAChangedFieldIsMarked(t *testing.T) {
	app := newApp(t)
	app.Edit("engine.max_num_seqs", "64")
	html, text := render(t, app)
	for _, want := range []string{"max_num_seqs 256", "1 field changed Reset", "This scenario differs in 1 field.", "Edit 1"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(html, `"field field-changed"`); n != 1 {
		t.Errorf("%d fields are marked", n)
	}
}

func TestAnErrorStandsAtItsField(t *testing.T) {
	app := newApp(t)
	app.Edit("engine.max_num_seqs", "-3")
	html, text := render(t, app)
	if !strings.Contains(text, "max_num_seqs \u22123; allowed: a whole number, 1 to 65,536") {
		t.Error("the message is not at the field")
	}
	if !strings.Contains(html, `aria-describedby="f-engine-max_num_seqs-error"`) || strings.Count(html, `aria-invalid="true"`) != 1 {
		t.Error("the input does not refer to the message")
	}
}

func TestMeasuredFiguresOfOtherSettingsHaveNoError(t *testing.T) {
	app := newApp(t)
	app.Ran.Engine.MaxNumSeqs = 64
	_, text := render(t, app)
	if strings.Contains(text, "9.44 s −3.6 % mean") || !strings.Contains(text, "Not the same run: max_num_seqs differs.") {
		t.Error("a run of other settings is shown as if it were the measured one")
	}
}

func TestOnlyFieldsThatTheDatasetReads(t *testing.T) {
	app := newApp(t)
	for dataset, fields := range map[string]map[string]bool{
		"sharegpt":          {"dataset": false, "num_prompts": true, "burstiness": false, "random_input_len": false, "ramp_up_strategy": false},
		"random":            {"burstiness": true, "random_input_len": true, "lognormal_input_mean": false, "ramp_up_strategy": true, "ramp_up_start_rps": false},
		"prefix_repetition": {"prefix_repetition_prefix_len": true, "random_input_len": false},
	} {
		app.Edit("workload.dataset", dataset)
		html, _ := render(t, app)
		for name, want := range fields {
			if got := strings.Contains(html, `id="f-workload-`+name+`"`); got != want {
				t.Errorf("%s shows %s: %v", dataset, name, got)
			}
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	app := newApp(t)
	app.Notice = `<img src=x onerror="alert(1)">`
	if html, _ := render(t, app); strings.Contains(html, "<img") {
		t.Error("a message is parsed as HTML")
	}
}

func TestBadgesOfWhatNobodyCompared(t *testing.T) {
	app := newApp(t)
	for id, want := range map[string]string{"slow": "Composed, not validated: ", "slow-big": "Repaired, not validated: ", "nowhere": "Not here: "} {
		app.ChooseProfile(id)
		if _, text := render(t, app); !strings.Contains(text, want) {
			t.Errorf("%s has no badge %q", id, want)
		}
	}
}

func TestTwoProfilesStandSideBySide(t *testing.T) {
	app := newApp(t)
	app.SetPage(state.PageProfile)
	app.CompareProfile("slow-big")
	html, text := render(t, app)
	if got := strings.Count(html, `class="card card-sheet"`); got != 2 {
		t.Errorf("%d sheets", got)
	}
	if !strings.Contains(html, `<main id="main" class="main" hidden`) {
		t.Error("the overview is still there")
	}
	if !strings.Contains(text, "Big-70B on Slow GPU, bf16, TP 1") {
		t.Error("the other profile is not named")
	}
}

// TestFailedRequestsAreSaid in the header and with their reason beside the profile.
func TestFailedRequestsAreSaid(t *testing.T) {
	app := newApp(t)
	s := &app.Result.Summary
	s.Completed, s.Failed = 297, 3
	s.LLMEmu.Rejected = []metrics.Rejection{{Reason: "the prompt is too long", Requests: 3}}
	_, text := render(t, app)
	for _, want := range []string{"297 requests, 3 failed, 72.8 s simulated", "block_size 32: attention was measured with 16 3 requests failed (400): the prompt is too long"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestFieldsOfVersion2: the rail has what is new in the workload for scenarios of version 2 alone; the engine's new fields are
// among those on demand for all, since to edit one is how a scenario comes to be of version 2. An empty limit shows what ran.
func TestFieldsOfVersion2(t *testing.T) {
	app := newApp(t)
	app.View.MoreOpen = true
	if html, _ := render(t, app); !strings.Contains(html, `id="f-engine-watermark"`) || strings.Contains(html, `id="f-workload-on_too_long"`) {
		t.Error("version 1 should offer watermark, and not on_too_long")
	}
	app.Scenario.Upgrade(2)
	app.Ran.Upgrade(2)
	app.Scenario.Engine.MaxNumSeqs, app.Ran.Engine.MaxNumSeqs = 0, 0
	html, _ := render(t, app)
	for _, want := range []string{`id="f-engine-vllm_version"`, `id="f-engine-max_num_scheduled_tokens"`, `id="f-workload-on_too_long"`, `id="f-engine-max_num_seqs" maxlength="400" placeholder="128"`} {
		if !strings.Contains(html, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
