package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/llmemu/playground/internal/plainjson/plainjsontest"
)

// The two complete scenarios of the format's description.
var examples = []string{
	`{"version": 1, "name": "chat", "seed": 7, "profile": "rtxpro6000-llama-3.1-8b-bf16-tp1",
	 "engine": {"max_num_seqs": 128, "num_gpu_blocks": 8000},
	 "workload": {"dataset": "random", "random_input_len": 256, "random_output_len": 64, "random_range_ratio": 0.1,
	              "num_prompts": 200, "request_rate": 8, "burstiness": 1.0},
	 "slo": {"ttft_ms": 500, "tpot_ms": 50}}`,
	`{"version": 1, "name": "replay", "profile": "rtx4090-llama-3.1-8b-bf16-tp1",
	 "workload": {"dataset": "requests", "requests": [{"arrival_s": 0, "prompt_len": 2358, "output_len": 531}]}}`,
}

func TestParseExamples(t *testing.T) {
	chat := Default("rtxpro6000-llama-3.1-8b-bf16-tp1")
	chat.Name, chat.Seed = "chat", 7
	chat.Engine.MaxNumSeqs, chat.Engine.NumGPUBlocks = 128, 8000
	chat.Workload.RandomInputLen, chat.Workload.RandomOutputLen, chat.Workload.RandomRangeRatio = 256, 64, 0.1
	chat.Workload.NumPrompts, chat.Workload.RequestRate = 200, 8
	chat.SLO.TTFTMs, chat.SLO.TPOTMs = 500, 50
	replay := Default("rtx4090-llama-3.1-8b-bf16-tp1")
	replay.Name = "replay"
	replay.Workload.Dataset = DatasetRequests
	replay.Workload.Requests = []Request{{PromptLen: 2358, OutputLen: 531}}
	for i, want := range []*Scenario{chat, replay} {
		got, err := Parse([]byte(examples[i]))
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, error %v; want %+v", got, err, want)
		}
	}
}

func TestDefaultsAreVLLMs(t *testing.T) {
	s, err := Parse([]byte(`{"version":1,"profile":"p"}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"engine.max_num_seqs": "256", "engine.max_num_batched_tokens": "2048", "engine.block_size": "16",
		"engine.gpu_memory_utilization": "0.9", "engine.enable_prefix_caching": "true", "engine.enable_chunked_prefill": "true",
		"engine.async_scheduling": "true", "engine.scheduler_reserve_full_isl": "true", "engine.long_prefill_token_threshold": "0",
		"engine.scheduling_policy": "fcfs", "engine.max_model_len": "", "engine.num_gpu_blocks": "",
		"workload.dataset": "random", "workload.random_input_len": "1024", "workload.random_output_len": "128",
		"workload.random_range_ratio": "0", "workload.request_rate": "", "workload.burstiness": "1", "workload.max_concurrency": "",
		"seed": "0",
	} {
		if got := FieldAt(path).Text(s); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if got := s.Workload.Prompts(); got != 1000 {
		t.Errorf("num_prompts is %d, want 1000", got)
	}
}

// Whatever a scenario holds has a field, or it would be lost on the way through JSON and links, and a default that the field
// itself would take.
func TestEveryMemberHasAField(t *testing.T) {
	s := DefaultOf(Version, "p")
	known := map[any]bool{}
	for i := range fields {
		f := &fields[i]
		known[f.at(s)] = true
		if text := f.Text(s); text != "" || !f.Optional(s) {
			if err := f.SetText(s, text); err != nil {
				t.Errorf("the default of %s: %v", f.Path(), err)
			}
		}
	}
	for _, part := range []any{s, &s.Engine, &s.Workload, &s.SLO} {
		v := reflect.ValueOf(part).Elem()
		for i := range v.NumField() {
			if member := v.Field(i); member.Kind() != reflect.Struct && member.Kind() != reflect.Slice && !known[member.Addr().Interface()] && v.Type().Field(i).Name != "Version" {
				t.Errorf("%s.%s has no field", v.Type().Name(), v.Type().Field(i).Name)
			}
		}
	}
}

func TestErrorsNameTheFieldAndTheRange(t *testing.T) {
	scenario := func(members string) string { return `{"version":1,"profile":"p",` + members + `}` }
	for _, c := range []struct{ text, path, message string }{
		{scenario(`"workload":{"request_rate":-1}`), "workload.request_rate", "0.001 to 1,000,000"},
		{scenario(`"workload":{"request_rate":"fast"}`), "workload.request_rate", "not a number"},
		{scenario(`"workload":{"burstiness":null}`), "workload.burstiness", "null"},
		{scenario(`"workload":{"random_range_ratio":1}`), "workload.random_range_ratio", "0 to below 1"},
		{scenario(`"workload":{"dataset":"hf"}`), "workload.dataset", "random, lognormal"},
		{scenario(`"workload":{"num_prompts":10,"dataset":"prefix_repetition","prefix_repetition_num_prefixes":11}`), "workload.prefix_repetition_num_prefixes", "1 to 10"},
		{scenario(`"workload":{"ramp_up_strategy":"linear"}`), "workload.ramp_up_start_rps", "needs"},
		{scenario(`"workload":{"ramp_up_end_rps":4}`), "workload.ramp_up_end_rps", "ramp_up_strategy"},
		{scenario(`"workload":{"request_rate":4,"ramp_up_strategy":"linear","ramp_up_start_rps":1,"ramp_up_end_rps":4}`), "workload.request_rate", "ramp"},
		{scenario(`"workload":{"ramp_up_strategy":"linear","ramp_up_start_rps":1}`), "workload.ramp_up_end_rps", "needs"},
		{scenario(`"workload":{"dataset":"sharegpt","ramp_up_strategy":"linear","ramp_up_start_rps":1,"ramp_up_end_rps":4}`), "workload.ramp_up_strategy", "generated arrivals"},
		{scenario(`"workload":{"dataset":"trace","ramp_up_strategy":"exponential","ramp_up_start_rps":1,"ramp_up_end_rps":4}`), "workload.ramp_up_strategy", "\"trace\" keeps its own"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_len":1,"output_len":1}],"ramp_up_strategy":"linear","ramp_up_start_rps":1,"ramp_up_end_rps":4}`), "workload.ramp_up_strategy", "generated arrivals"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"arrival_s":-0.1,"prompt_len":9,"output_len":1}]}`), "workload.requests[0].arrival_s", "0 to 10,000,000"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_len":9,"output_len":1,"priority":2147483649}]}`), "workload.requests[0].priority", "\u22122,147,483,648 to 2,147,483,648"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_len":9,"output_len":1,"prefix_group":-1}]}`), "workload.requests[0].prefix_group", "0 to 1,000,000"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_len":0,"output_len":1}]}`), "workload.requests[0].prompt_len", "1 to 16,777,216"},
		{scenario(`"workload":{"dataset":"requests"}`), "workload.requests", "0 requests"},
		{scenario(`"workload":{"requests":[{"arrival_s":0,"prompt_len":1,"output_len":1}]}`), "workload.requests", "random"},
		{scenario(`"workload":{"dataset":"requests","requests":[]}`), "workload.requests", "empty"},
		{scenario(`"workload":{"dataset":"requests","requests":{}}`), "workload.requests", "array"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_len":9,"output_len":1},{"prompt_len":9}]}`), "workload.requests[1].output_len", "1 to"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_len":9,"output_len":1,"shared_prefix_len":10}]}`), "workload.requests[0].shared_prefix_len", "0 to 9"},
		{scenario(`"workload":{"dataset":"requests","requests":[{"prompt_length":9}]}`), "workload.requests[0]", "prompt_length"},
		{scenario(`"engine":{"num_gpu_blocks":0}`), "engine.num_gpu_blocks", "2 to 16,777,216"},
		{scenario(`"engine":{"block_size":1.5}`), "engine.block_size", "whole number"},
		{scenario(`"engine":{"max_num_seqs":"many"}`), "engine.max_num_seqs", `"many"`},
		{scenario(`"engine":{"max_num_seq":3}`), "engine.max_num_seq", "did you mean max_num_seqs"},
		{scenario(`"engine":{"async_scheduling":1}`), "engine.async_scheduling", "true or false"},
		{scenario(`"engine":7`), "engine", "not a JSON object"},
		{scenario(`"slo":{"ttft":3}`), "slo.ttft", "did you mean ttft_ms"},
		{scenario(`"workloads":{}`), "workloads", "did you mean workload"},
		{scenario(`"seed":-1`), "seed", "0 to"},
		{scenario(`"seed":18446744073709551615`), "seed", "seed: 18446744073709551615; allowed: a whole number, 0 to 9,007,199,254,740,991"},
		{scenario(`"seed":9007199254740993`), "seed", "seed: 9007199254740993; allowed"},
		{scenario(`"seed":-9007199254740993`), "seed", "seed: -9007199254740993; allowed"},
		{scenario(`"seed":1` + strings.Repeat("0", 300)), "seed", "seed: 1" + strings.Repeat("0", 59) + "…; allowed"},
		{scenario(`"engine":{"max_num_seqs":1234567890123}`), "engine.max_num_seqs", "max_num_seqs: 1,234,567,890,123; allowed"},
		{`{"version":1}`, "profile", "missing"},
		{`{"profile":"p"}`, "version", "missing"},
		{`{"version":3,"profile":"p"}`, "version", "3; allowed: 1 to 2"},
		{`{"version":0,"profile":"p"}`, "version", "0; allowed: 1 to 2"},
		{scenario(`"engine":{"vllm_version":"0.28"}`), "engine.vllm_version", "needs a scenario of version 2"},
		{scenario(`"engine":{"watermark":0}`), "engine.watermark", "needs a scenario of version 2"},
		{scenario(`"engine":{"max_num_scheduled_tokens":null}`), "engine.max_num_scheduled_tokens", "needs a scenario of version 2"},
		{scenario(`"workload":{"on_too_long":"clip"}`), "workload.on_too_long", "needs a scenario of version 2"},
		{scenario(`"engine":{"max_num_seqs":null}`), "engine.max_num_seqs", "null"},
		{`{"version":2,"profile":"p","engine":{"vllm_version":"0.20"}}`, "engine.vllm_version", "one of 0.19, 0.28"},
		{`{"version":2,"profile":"p","engine":{"watermark":1}}`, "engine.watermark", "0 to below 1"},
		{`{"version":1,"profile":"p"`, "", "ends too early"},
		{`{"version":1,"profile":"p"} x`, "", "text follows"},
		{`[]`, "", "not a JSON object"},
		{`null`, "", "not a JSON object"},
		{strings.Repeat(" ", MaxBytes+1), "", "at most 8,388,608"},
	} {
		_, err := Parse([]byte(c.text))
		var at *Error
		if !errors.As(err, &at) || at.Path != c.path || !strings.Contains(err.Error(), c.message) {
			t.Errorf("%.90s\n\tgot  %v\n\twant path %q and %q", c.text, err, c.path, c.message)
		}
	}
}

// TestWhatThePageWritesIsRead: a number that was copied off the page has commas and a true minus.
func TestWhatThePageWritesIsRead(t *testing.T) {
	err := FieldAt("seed").SetText(Default("p"), "\u22121,234")
	if err == nil || !strings.Contains(err.Error(), "\u22121,234; allowed") {
		t.Errorf("error %v, want one about the range", err)
	}
	err = FieldAt("seed").SetText(Default("p"), "18,446,744,073,709,551,615")
	if err == nil || !strings.Contains(err.Error(), "seed: 18,446,744,073,709,551,615; allowed") {
		t.Errorf("error %v, want the number as it was typed", err)
	}
}

// TestWhatIsJustAllowed stands at the edges: a ramp beside "inf", as many prefixes as prompts, a prefix as long as its prompt.
func TestWhatIsJustAllowed(t *testing.T) {
	for _, workload := range []string{
		`{"request_rate":"inf","ramp_up_strategy":"linear","ramp_up_start_rps":1,"ramp_up_end_rps":4}`,
		`{"num_prompts":10,"dataset":"prefix_repetition","prefix_repetition_num_prefixes":10}`,
		`{"dataset":"requests","requests":[{"arrival_s":10000000,"prompt_len":9,"output_len":1,"shared_prefix_len":9,"priority":-2147483648,"prefix_group":1000000}]}`,
	} {
		if _, err := Parse([]byte(`{"version":1,"profile":"p","workload":` + workload + `}`)); err != nil {
			t.Errorf("%s: %v", workload, err)
		}
	}
}

// TestPrompts is num_prompts, or else the length of the list, or else vLLM's 1,000.
func TestPrompts(t *testing.T) {
	w := Default("p").Workload
	if got := w.Prompts(); got != 1000 || w.Recorded() || w.Stream() != "" {
		t.Errorf("random: %d prompts, recorded %t", got, w.Recorded())
	}
	w.Dataset, w.Requests = DatasetRequests, make([]Request, 3)
	if got := w.Prompts(); got != 3 || !w.Recorded() || w.Stream() != "" {
		t.Errorf("a list: %d prompts, recorded %t", got, w.Recorded())
	}
	w.NumPrompts = 2
	if got := w.Prompts(); got != 2 {
		t.Errorf("a list of three cut to two: %d prompts", got)
	}
	for dataset, stream := range map[string]string{DatasetShareGPT: StreamShareGPT, DatasetTrace: TraceConversation} {
		w := Workload{Dataset: dataset, Trace: TraceConversation}
		if !w.Recorded() || w.Stream() != stream {
			t.Errorf("%s: recorded %t, stream %q", dataset, w.Recorded(), w.Stream())
		}
		if got := w.Outputs(); got != 300*256 { // nobody knows before it is read
			t.Errorf("%s: %g output tokens", dataset, got)
		}
	}
	for dataset, want := range map[string]float64{DatasetLognormal: 20 * 11, DatasetPrefixRepetition: 20 * 13} {
		w := Workload{Dataset: dataset, NumPrompts: 20, LognormalOutputMean: 11, PrefixRepetitionOutputLen: 13}
		if got := w.Outputs(); got != want {
			t.Errorf("%s: %g output tokens, by hand %g", dataset, got, want)
		}
	}
}

func TestSetTextKeepsTheOldValueOnError(t *testing.T) {
	s := Default("p")
	f := FieldAt("engine.max_num_seqs")
	for _, text := range []string{"", "0", "-3", "1e99", "NaN", "many", "3.5", strings.Repeat("9", 100<<20)} {
		if err := f.SetText(s, text); err == nil {
			t.Errorf("%.10q was taken", text)
		}
		if s.Engine.MaxNumSeqs != 256 {
			t.Fatalf("after %.10q max_num_seqs is %d", text, s.Engine.MaxNumSeqs)
		}
	}
	if err := f.SetText(s, " 1,024 "); err != nil || s.Engine.MaxNumSeqs != 1024 {
		t.Errorf("max_num_seqs is %d, error %v", s.Engine.MaxNumSeqs, err)
	}
	blocks := FieldAt("engine.num_gpu_blocks")
	if err := errors.Join(blocks.SetText(s, "99"), blocks.SetText(s, "")); err != nil || s.Engine.NumGPUBlocks != 0 {
		t.Errorf("num_gpu_blocks is %d, error %v; want it absent", s.Engine.NumGPUBlocks, err)
	}
}

// TestEveryFieldRoundTrips sets each field to a value that is not its default and reads it back from JSON and a link.
func TestEveryFieldRoundTrips(t *testing.T) {
	for i := range fields {
		f := &fields[i]
		s := DefaultOf(Version, "p")
		switch f.Kind {
		case Bool:
			*f.at(s).(*bool) = !*f.at(s).(*bool)
		case Enum:
			*f.at(s).(*string) = f.Options[len(f.Options)-1] // the last is nobody's default
		case Text:
			*f.at(s).(*string) = `a "quoted" name, µ`
		default:
			if err := f.SetText(s, "0.5"); err != nil {
				if err := f.SetText(s, "3"); err != nil {
					t.Fatal(err)
				}
			}
		}
		// Fields that need others to be valid.
		switch {
		case s.Workload.Dataset == DatasetRequests:
			s.Workload.Requests = []Request{{1.25, 10, 5, -1, 2, 8}}
		case strings.HasPrefix(f.Name, "ramp_up"):
			s.Workload.RampUpStrategy, s.Workload.RampUpStartRPS, s.Workload.RampUpEndRPS = RampExponential, 0.5, 0.5
		}
		again, err := Parse(s.JSON())
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Errorf("%s: JSON gives %s (error %v)", f.Path(), s.JSON(), err)
		}
		if f.Name != "name" && f.Name != "profile" && f.Dataset == "" {
			if d := Diff(s, DefaultOf(Version, "p")); len(d) == 0 {
				t.Errorf("%s: a changed field makes no difference", f.Path())
			}
		}
	}
}

// Every field of the table reads and writes the member of that name, and no other.
func TestEveryFieldIsItsOwn(t *testing.T) {
	for i := range fields {
		f := &fields[i]
		s := Default("p")
		group := reflect.ValueOf(s).Elem()
		if f.Group != "" {
			group = group.FieldByNameFunc(func(name string) bool { return strings.EqualFold(name, f.Group) })
		}
		name := strings.ReplaceAll(f.Name, "_", "")
		member := group.FieldByNameFunc(func(member string) bool { return strings.EqualFold(member, name) })
		if !member.IsValid() {
			t.Errorf("%s: no member of that name", f.Path())
		} else if member.Addr().Interface() != f.at(s) {
			t.Errorf("%s is another member", f.Path())
		}
	}
}

// The ends of a range are allowed, but for one that is said to be open; what lies beyond is not.
func TestTheEndsOfRanges(t *testing.T) {
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	for i := range fields {
		f := &fields[i]
		if f.Kind != Int && f.Kind != Float && f.Kind != RateKind {
			continue
		}
		s := DefaultOf(Version, "p")
		if err := f.SetText(s, number(f.Min)); err != nil {
			t.Errorf("%s: its least value: %v", f.Path(), err)
		}
		if err := f.SetText(s, number(f.Max)); (err == nil) == f.OpenMax {
			t.Errorf("%s: its largest value: error %v, open %t", f.Path(), err, f.OpenMax)
		}
		step := 1.0
		if f.Kind != Int {
			step = f.Max / 1e6
		}
		if f.SetText(s, number(f.Max+step)) == nil || f.SetText(s, number(f.Min-step)) == nil {
			t.Errorf("%s takes what is beyond its range", f.Path())
		}
		if f.Kind == Int && f.SetText(s, "2.5") == nil {
			t.Errorf("%s takes a fraction", f.Path())
		}
	}
}

func TestTheEndsOfRequests(t *testing.T) {
	good := Request{ArrivalS: 1, PromptLen: 5, OutputLen: 5, SharedPrefixLen: 5}
	if err := good.check(0); err != nil {
		t.Error(err)
	}
	for path, spoil := range map[string]func(*Request){
		"workload.requests[3].arrival_s":         func(r *Request) { r.ArrivalS = -1e-9 },
		"workload.requests[3].prompt_len":        func(r *Request) { r.PromptLen, r.SharedPrefixLen = 0, 0 },
		"workload.requests[3].output_len":        func(r *Request) { r.OutputLen = 0 },
		"workload.requests[3].priority":          func(r *Request) { r.Priority = maxPriority + 1 },
		"workload.requests[3].prefix_group":      func(r *Request) { r.PrefixGroup = -1 },
		"workload.requests[3].shared_prefix_len": func(r *Request) { r.SharedPrefixLen = 6 },
	} {
		r := good
		spoil(&r)
		var at *Error
		if err := r.check(3); !errors.As(err, &at) || at.Path != path {
			t.Errorf("error %v, want one at %s", err, path)
		}
	}
}

func TestRampsNeedTheirRatesAndNoOther(t *testing.T) {
	for _, c := range []struct {
		change func(*Workload)
		path   string
	}{
		{func(w *Workload) { w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS = RampLinear, 1, 2 }, ""},
		{func(w *Workload) {
			w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS, w.RequestRate = RampLinear, 1, 2, Unlimited
		}, ""},
		{func(w *Workload) { w.RampUpStrategy, w.RampUpEndRPS = RampLinear, 2 }, "workload.ramp_up_start_rps"},
		{func(w *Workload) { w.RampUpStrategy, w.RampUpStartRPS = RampExponential, 2 }, "workload.ramp_up_end_rps"},
		{func(w *Workload) { w.RampUpStartRPS = 2 }, "workload.ramp_up_start_rps"},
		{func(w *Workload) { w.RampUpEndRPS = 2 }, "workload.ramp_up_end_rps"},
		{func(w *Workload) {
			w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS, w.RequestRate = RampLinear, 1, 2, 3
		}, "workload.request_rate"},
		{func(w *Workload) {
			w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS, w.Dataset = RampLinear, 1, 2, DatasetShareGPT
		}, "workload.ramp_up_strategy"},
		{func(w *Workload) {
			w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS, w.Dataset = RampLinear, 1, 2, DatasetTrace
		}, "workload.ramp_up_strategy"},
		{func(w *Workload) {
			w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS, w.Dataset = RampLinear, 1, 2, DatasetRequests
			w.Requests = []Request{{PromptLen: 1, OutputLen: 1}}
		}, "workload.ramp_up_strategy"},
	} {
		s := Default("p")
		c.change(&s.Workload)
		err := s.Validate()
		var at *Error
		if c.path == "" && err != nil || c.path != "" && (!errors.As(err, &at) || at.Path != c.path) {
			t.Errorf("%+v: error %v, want one at %q", s.Workload, err, c.path)
		}
	}
}

func TestAnUnlimitedRateSurvivesItsText(t *testing.T) {
	s := Default("p")
	s.Workload.RequestRate = Unlimited
	if again, err := Parse(s.JSON()); err != nil || again.Workload.RequestRate != Unlimited {
		t.Errorf("%s gives %v, error %v", s.JSON(), again, err)
	}
}

func TestACloneIsItsOwn(t *testing.T) {
	s := Default("p")
	s.Workload.Requests = []Request{{PromptLen: 1}}
	s.Clone().Workload.Requests[0].PromptLen = 2
	if s.Workload.Requests[0].PromptLen != 1 {
		t.Error("a clone's requests are the scenario's")
	}
}

func TestDiffIgnoresWhatIsNotRead(t *testing.T) {
	a, b := Default("p"), Default("p")
	b.Name = "other"
	b.Workload.LognormalInputMean = 7
	if d := Diff(a, b); len(d) != 0 {
		t.Errorf("%d fields differ, first %s", len(d), d[0].Path())
	}
	b.Workload.Dataset = DatasetLognormal
	if d := Diff(a, b); len(d) != 2 {
		t.Errorf("%d fields differ, want dataset and lognormal_input_mean", len(d))
	}
}

func TestObjectivesMakeNoOtherRun(t *testing.T) {
	a, b := Default("p"), Default("p")
	a.Name, a.SLO.TTFTMs = "strict", 100
	if diff := RunDiff(a, b); len(diff) != 0 || len(Diff(a, b)) != 1 {
		t.Errorf("another run by %v", diff)
	}
	b.Seed = 3
	if diff := RunDiff(a, b); len(diff) != 1 || diff[0].Name != "seed" {
		t.Errorf("another seed: %v", diff)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range examples {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"version":1,"profile":"p","workload":{"request_rate":"inf"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data)
		if err != nil {
			return
		}
		again, err := Parse(s.JSON())
		if err != nil || fmt.Sprintf("%+v", again) != fmt.Sprintf("%+v", s) {
			t.Errorf("%q was read, but its canonical form %s was not (error %v)", data, s.JSON(), err)
		}
	})
}

func TestMembersAreComplete(t *testing.T) { plainjsontest.Complete[requestJSON](t) }

func TestSizeOfAWorkload(t *testing.T) {
	with := func(change func(*Workload)) *Workload {
		w := &Default("p").Workload
		w.RandomOutputLen, w.LognormalOutputMean, w.PrefixRepetitionOutputLen = 7, 8, 9
		change(w)
		return w
	}
	list := []Request{{OutputLen: 3}, {OutputLen: 5}}
	for _, c := range []struct {
		name    string
		w       *Workload
		prompts int64
		outputs float64
	}{
		{"random", with(func(w *Workload) { w.NumPrompts = 20 }), 20, 140},
		{"vLLM's number of prompts", with(func(*Workload) {}), 1000, 7000},
		{"lognormal", with(func(w *Workload) { w.Dataset, w.NumPrompts = DatasetLognormal, 20 }), 20, 160},
		{"prefixes", with(func(w *Workload) { w.Dataset, w.NumPrompts = DatasetPrefixRepetition, 20 }), 20, 180},
		{"a list", with(func(w *Workload) { w.Dataset, w.Requests = DatasetRequests, list }), 2, 8},
		{"a recorded stream", with(func(w *Workload) { w.Dataset = DatasetShareGPT }), 1000, recordedRequests * recordedOutputs},
		{"a part of one", with(func(w *Workload) { w.Dataset, w.NumPrompts = DatasetTrace, 20 }), 20, 20 * recordedOutputs},
	} {
		if c.w.Prompts() != c.prompts || c.w.Outputs() != c.outputs {
			t.Errorf("%s: %d requests with %g tokens, want %d with %g", c.name, c.w.Prompts(), c.w.Outputs(), c.prompts, c.outputs)
		}
	}
}

// What was typed stands in the refusal, whatever it is.
func TestARefusalEchoesTheNumber(t *testing.T) {
	for text, want := range map[string]string{"NaN": "NaN; ", "-Inf": "-Inf; ", "-3": "\u22123; ", "12345678": "12,345,678; ", "3.5": "3.5; "} {
		if err := FieldAt("engine.max_num_seqs").SetText(Default("p"), text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// TestWhatIsReadCanBeReadAgain: a list of requests that would be longer than the limit when it is written is refused at once.
func TestWhatIsReadCanBeReadAgain(t *testing.T) {
	list := func(n int) []byte {
		return []byte(`{"version":1,"profile":"p","workload":{"dataset":"requests","requests":[` + strings.Repeat(`{"prompt_len":1,"output_len":1},`, n-1) + `{"prompt_len":1,"output_len":1}]}}`)
	}
	s, err := Parse(list(180_000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(s.JSON()); err != nil {
		t.Error(err)
	}
	var at *Error
	if _, err := Parse(list(200_000)); !errors.As(err, &at) || at.Path != "workload.requests" || !strings.Contains(at.Message, "9,200,074 bytes; allowed: at most 8,388,608") {
		t.Errorf("error %v", err)
	}
}
