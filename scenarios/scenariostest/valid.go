package scenariostest

import (
	"math/rand/v2"
	"strconv"

	"github.com/llmemu/playground/engine/scenario"
)

// Texts are what a shell, JSON, a page and an eye may read wrongly.
var Texts = []string{"chat", "it's \"quoted\" $HOME `x` \\ ; # &", "два 名前 \u202e", "# llm-emu: {}", "--flag", " padded ", "two\nlines", "$X", "a=b",
	"<img src=x onerror=\"globalThis.hostile = 1\">", "</script><script>globalThis.hostile = 1</script>", "\u2066left\u2069 \u200f"}

// Valid is a valid scenario on a profile with about a third of its fields set, each anywhere in its range. It may take hours to run.
func Valid(r *rand.Rand, profile string) *scenario.Scenario {
	for {
		s := scenario.DefaultOf(1+r.Int64N(2), profile)
		if r.IntN(2) == 0 {
			s.Name = Texts[r.IntN(len(Texts))]
		}
		for _, f := range scenario.Fields() {
			if r.IntN(3) > 0 || !f.Known(s) || f.Name == "name" || f.Name == "profile" {
				continue
			}
			text := ""
			switch f.Kind {
			case scenario.Bool:
				text = strconv.FormatBool(r.IntN(2) == 0)
			case scenario.Enum:
				text = f.Options[r.IntN(len(f.Options))]
			case scenario.Int:
				text = strconv.FormatInt(int64(f.Min)+r.Int64N(1+min(int64(f.Max-f.Min), 5000)), 10)
			case scenario.Float, scenario.RateKind:
				text = strconv.FormatFloat(min(f.Min+r.Float64()*min(f.Max-f.Min, 50)*0.999, f.Max), 'g', -1, 64)
				if f.Kind == scenario.RateKind && r.IntN(3) == 0 {
					text = "inf"
				}
			}
			if err := f.SetText(s, text); err != nil {
				panic(err)
			}
		}
		if s.Workload.Dataset == scenario.DatasetRequests {
			for range 1 + r.IntN(4) {
				s.Workload.Requests = append(s.Workload.Requests, scenario.Request{ArrivalS: r.Float64(), PromptLen: 1 + r.Int64N(99), OutputLen: 1 + r.Int64N(9)})
			}
		}
		if s.Workload.RampUpStrategy == "" {
			s.Workload.RampUpStartRPS, s.Workload.RampUpEndRPS = 0, 0
		} else {
			s.Workload.RequestRate = 0
		}
		if s.Validate() == nil {
			return s
		}
	}
}
