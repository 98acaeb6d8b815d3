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
	Profile    string // id
	Rows       int    // that were compared
	TPOT, TTFT silicon.Deviation
}

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
		groups = append(groups, Group{Profile: g.Profile, Rows: len(results), TPOT: tpot, TTFT: ttft})
	}
	return groups, nil
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
