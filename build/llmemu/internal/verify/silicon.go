package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/llmemu/playground/build/llmemu/internal/silicon"
	"github.com/llmemu/playground/profiles"
)

// Group is how far a profile is from a group of measured closed loops.
type Group struct {
	Profile     string // id
	VLLMVersion string // of the measured engine; empty where the source does not name it
	Rows        int    // that were compared
	TPOT, TTFT  silicon.Deviation

	means map[string]means // of tpot_ms and ttft_ms over the rows
}

// means are the averages of a figure over the rows of a group, in milliseconds.
type means struct{ Measured, Emulated float64 }

// Groups verifies every group of closed loops for which a profile is bundled.
func Groups() ([]Group, error) {
	measurements, err := silicon.Load()
	if err != nil {
		return nil, err
	}
	var groups []Group
	for _, g := range measurements.Groups {
		if !slices.Contains(profiles.IDs(), g.Profile) {
			continue
		}
		p, err := profiles.Load(g.Profile)
		if err != nil {
			return nil, err
		}
		results, err := g.Compare(p)
		if err != nil {
			return nil, err
		}
		if len(results) == 0 {
			continue
		}
		ttft, tpot := silicon.Deviations(results)
		groups = append(groups, Group{
			Profile: g.Profile, VLLMVersion: g.VLLMVersion, Rows: len(results), TPOT: tpot, TTFT: ttft, means: meansOf(results),
		})
	}
	return groups, nil
}

func meansOf(results []silicon.Result) map[string]means {
	var tpot, ttft means
	n := float64(len(results))
	for _, r := range results {
		tpot.Measured += r.TPOTMs / n
		tpot.Emulated += r.EmulatedTPOTMs / n
		ttft.Measured += r.TTFTMs / n
		ttft.Emulated += r.EmulatedTTFTMs / n
	}
	return map[string]means{"tpot_ms": tpot, "ttft_ms": ttft}
}

func groupsMarkdown(groups []Group) string {
	var out strings.Builder
	out.WriteString("\n### Closed loops of vLLM on real GPUs, means\n\n")
	out.WriteString("Mean absolute error over the rows, signed mean in brackets. Flags and number of prompts of the rows are unknown:\n" +
		"max_num_batched_tokens 8,192, max_num_seqs 1,024, no prefix caching and 10 prompts for each in flight are assumed.\n\n")
	out.WriteString("| profile | rows | TPOT | TTFT |\n|---|---|---|---|\n")
	for _, g := range groups {
		fmt.Fprintf(&out, "| `%s` | %d | %s | %s |\n", g.Profile, g.Rows, deviation(g.TPOT), deviation(g.TTFT))
	}
	out.WriteString("\n")
	return out.String()
}

func deviation(d silicon.Deviation) string {
	return fmt.Sprintf("%.1f %% (%s)", 100*d.Absolute, percent(100*d.Signed, 1))
}
