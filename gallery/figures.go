package gallery

import (
	"math"
	"strings"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/stats"
)

// Figure is a number with what it is counted in.
type Figure struct {
	Value float64
	Unit  string // as keyfigures.Figure.Unit
}

// String reads "93.1 ms", "4.2 req/s", "37.5 %" or "12".
func (f Figure) String() string {
	switch f.Unit {
	case "ms":
		return format.Duration(f.Value)
	case "s":
		return format.Duration(1000 * f.Value)
	case "share":
		return format.Percent(100 * f.Value)
	case "":
		if f.Value == math.Trunc(f.Value) {
			return format.Count(f.Value)
		}
		return format.Number(f.Value)
	}
	return format.Number(f.Value) + "\u00a0" + f.Unit
}

// Figures are the figures of a run by name:
//   - those of a sweep's points (keyfigures.Figure.Key), such as p99_queue_ms and max_kv_usage;
//   - mean_, p50_, p90_ and p99_ of what `vllm bench serve` reports, such as mean_ttft_ms;
//   - prefix_hit_share: of all prompt tokens; max_itl_ms and max_ttft_ms;
//   - with "a." before them, those of the run that is pinned beside the entry's;
//   - with "measured.", what a real engine gave in the same settings.
//
// Of some requests alone there are p50_ and p99_ of ttft_ms and e2el_ms, with "short." (prompts below a thousand tokens), "long."
// (all others), "urgent." (priority below 0) and "ordinary." before them.
type Figures map[string]Figure

// figuresOf evaluates a run that is over.
func figuresOf(run *engine.Run, priorities []int64) Figures {
	f := Figures{}
	set := run.Figures()
	for i, v := range set {
		key := keyfigures.Figure(i)
		f[key.Key()] = Figure{v, key.Unit()}
	}
	report := run.Report()
	summary := report.Summary()
	for _, metric := range []string{"ttft_ms", "tpot_ms", "itl_ms", "e2el_ms", "client_queue_time_ms"} {
		for _, stat := range []string{"mean", "p50", "p90", "p99"} {
			f[stat+"_"+metric] = Figure{*summary.Stat(metric, stat), "ms"}
		}
	}
	f["prefix_hit_share"] = Figure{float64(summary.LLMEmu.PrefixHitTokens) / float64(summary.TotalInputTokens), "share"}
	log := run.Log()
	gaps, tokens := log.GapLengths()
	f["max_itl_ms"] = Figure{stats.Select(gaps, tokens, 1), "ms"}
	f["max_ttft_ms"] = Figure{stats.Select(of(log, everyone, log.TTFT), nil, 1), "ms"}
	for name, part := range parts(log, priorities) {
		f.add(name+".", log, part)
	}
	return f
}

// longPrompt is where prompts begin to be long, in tokens.
const longPrompt = 1000

// parts are the groups of requests that have figures of their own.
func parts(log *metrics.Log, priorities []int64) map[string]func(id int) bool {
	short := func(id int) bool { return log.PromptLen[id] < longPrompt }
	list := map[string]func(id int) bool{"short": short, "long": func(id int) bool { return !short(id) }}
	if priorities != nil {
		urgent := func(id int) bool { return priorities[id] < 0 }
		list["urgent"], list["ordinary"] = urgent, func(id int) bool { return !urgent(id) }
	}
	return list
}

func (f Figures) add(prefix string, log *metrics.Log, part func(id int) bool) {
	for metric, latency := range map[string]func(id int) float64{"ttft_ms": log.TTFT, "e2el_ms": log.E2E} {
		values := of(log, part, latency)
		if len(values) == 0 {
			return
		}
		f[prefix+"p50_"+metric] = Figure{stats.Select(values, nil, 0.5), "ms"}
		f[prefix+"p99_"+metric] = Figure{stats.Select(values, nil, 0.99), "ms"}
	}
}

func everyone(int) bool { return true }

// of collects a latency of the requests of a part.
func of(log *metrics.Log, part func(id int) bool, latency func(id int) float64) []float64 {
	var values []float64
	for id := range log.Sent {
		if part(id) {
			values = append(values, latency(id))
		}
	}
	return values
}

// unitOf is the unit of a figure that a real engine's run has, by the end of its name.
func unitOf(key string) string {
	if strings.HasSuffix(key, "_ms") {
		return "ms"
	}
	return "tok/s"
}
