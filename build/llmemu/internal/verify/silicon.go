package verify

import (
	"fmt"
	"strings"

	"github.com/llmemu/playground/build/llmemu/internal/silicon"
	"github.com/llmemu/playground/profiles"
	"github.com/llmemu/playground/profiles/validation"
)

// Group is how far a profile is from a group of measured closed loops.
type Group struct {
	Profile    string // id
	Conditions silicon.Conditions
	Results    []silicon.Result
}

// Groups verifies every group of closed loops for which a profile is bundled.
func Groups() ([]Group, error) {
	measurements, err := silicon.Load()
	if err != nil {
		return nil, err
	}
	var groups []Group
	for _, g := range measurements.Groups {
		p, err := profiles.Load(g.Profile)
		if err != nil {
			return nil, err
		}
		results, err := g.Compare(p)
		if err != nil {
			return nil, err
		}
		groups = append(groups, Group{Profile: g.Profile, Conditions: g.Conditions, Results: results})
	}
	return groups, nil
}

// figures are the means over the rows of a group.
func (g *Group) figures() []validation.Figure {
	tpot, ttft := validation.Figure{Key: "tpot_ms", Stat: "mean"}, validation.Figure{Key: "ttft_ms", Stat: "mean"}
	n := float64(len(g.Results))
	for _, r := range g.Results {
		tpot.Measured += r.TPOTMs / n
		tpot.Emulated += r.EmulatedTPOTMs / n
		ttft.Measured += r.TTFTMs / n
		ttft.Emulated += r.EmulatedTTFTMs / n
	}
	return []validation.Figure{finished(tpot), finished(ttft)}
}

// worst is the figure of a single row that is furthest off.
func (g *Group) worst() *validation.Figure {
	var worst validation.Figure
	for _, r := range g.Results {
		for _, f := range []validation.Figure{
			{Key: "tpot_ms", Measured: r.TPOTMs, Emulated: r.EmulatedTPOTMs}, {Key: "ttft_ms", Measured: r.TTFTMs, Emulated: r.EmulatedTTFTMs},
		} {
			f.Run, f.Stat = r.Name(), "mean"
			if f = finished(f); f.Off() > worst.Off() {
				worst = f
			}
		}
	}
	return &worst
}

// finished rounds a figure and works its error out.
func finished(f validation.Figure) validation.Figure {
	f.ErrorPct = round(100 * (f.Emulated/f.Measured - 1))
	f.Measured, f.Emulated = round(f.Measured), round(f.Emulated)
	return f
}

// sets are the published sets of rows, for people.
var sets = []struct{ set, name string }{
	{silicon.SetPoints, "InferenceX, Llama-70B, all points with recorded flags"},
	{silicon.SetSilicon2, "later sample of aiconfigurator, dense models"},
	{silicon.SetSilicon, "earlier sample of aiconfigurator, dense models"},
}

func groupsMarkdown(groups []Group) string {
	var out strings.Builder
	out.WriteString("\n### Closed loops of vLLM on real GPUs, means\n\n")
	out.WriteString("Mean absolute error over the rows up to 64 concurrent requests, signed mean in brackets, and the row that is furthest off.\n" +
		"Every row of Llama-70B is emulated under the flags of the script that made it: vLLM 0.10.2, 10 prompts for each in flight,\n" +
		"lengths uniform on 0.8 to 1 of the stated ones, on the H100 with KV cache in bf16 and synchronous scheduling. Nobody published\n" +
		"the flags of Qwen3-32B: vLLM's defaults of 0.12 are assumed, and TTFT hangs on them.\n\n")
	var all []silicon.Result
	out.WriteString("| profile | rows | TPOT | worst | TTFT | worst |\n|---|---|---|---|---|---|\n")
	for i := range groups {
		writeDeviations(&out, "`"+groups[i].Profile+"`", groups[i].Results)
		all = append(all, groups[i].Results...)
	}
	out.WriteString("\n| published set (a row may be in several) | rows | TPOT | worst | TTFT | worst |\n|---|---|---|---|---|---|\n")
	for _, s := range sets {
		writeDeviations(&out, s.name, silicon.Of(s.set, all))
	}
	out.WriteString("\n")
	return out.String()
}

// writeDeviations writes a row of a table.
func writeDeviations(out *strings.Builder, name string, results []silicon.Result) {
	ttft, tpot := silicon.Deviations(results)
	fmt.Fprintf(out, "| %s | %d | %s | %s | %s | %s |\n", name, len(results),
		deviation(tpot), percent(100*tpot.Worst, 1), deviation(ttft), percent(100*ttft.Worst, 1))
}

func deviation(d silicon.Deviation) string {
	return fmt.Sprintf("%.1f %% (%s)", 100*d.Absolute, percent(100*d.Signed, 1))
}
