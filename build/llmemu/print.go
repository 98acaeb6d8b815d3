package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

type latencyRow struct {
	name  string
	stats metrics.Stats
}

// printSummary writes a run's result for people, with the measured run beside it where there is one.
func printSummary(w io.Writer, s *metrics.Summary, measured *metrics.Comparison) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if s.Label != "" {
		fmt.Fprintln(w, message.Visible(s.Label))
	}
	fmt.Fprintf(w, "%s, vLLM scheduling emulated\n\n", message.Visible(s.LLMEmu.Profile))
	fmt.Fprintln(table, "\tmean\tstd\tp50\tp90\tp99\t")
	rows := []latencyRow{{"TTFT", s.TTFT}, {"TPOT", s.TPOT}, {"ITL", s.ITL}, {"E2E", s.E2EL}}
	if s.MaxConcurrency != nil {
		rows = append(rows, latencyRow{"client queue", s.ClientQueue}, latencyRow{"E2E and client queue", s.E2ELWithQueue})
	}
	for _, l := range rows {
		fmt.Fprintf(table, "%s (ms)\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t\n", l.name, l.stats.Mean, l.stats.Std, l.stats.P50, l.stats.P90, l.stats.P99)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s requests in %.2f s: %.2f req/s, %.1f output tok/s, %.1f total tok/s\n",
		format.Count(s.Completed), s.Duration, s.RequestThroughput, s.OutputThroughput, s.TotalTokenThroughput)
	for _, r := range s.LLMEmu.Rejected {
		fmt.Fprintln(w, r)
	}
	if s.RequestGoodput != nil {
		fmt.Fprintf(w, "goodput: %.2f req/s, %.1f %% of requests%s meet the SLO\n", *s.RequestGoodput, 100*s.LLMEmu.SLOAttainment.All, s.OfSent())
	}
	fmt.Fprintln(w, s.LLMEmu.Verdict)
	if share := s.ServerShare(); share != "" {
		fmt.Fprintln(w, share)
	}
	hits := format.Count(s.LLMEmu.PrefixHitTokens) + " prefix hit tokens"
	if n := s.LLMEmu.PrefixHitsResumed; n > 0 {
		hits += " and " + format.Count(n) + " of preempted requests"
	}
	fmt.Fprintf(w, "%s steps, %s preemptions of %s requests, %s, at most %.1f %% of %s KV blocks\n",
		format.Count(s.LLMEmu.Steps), format.Count(s.LLMEmu.Preemptions), format.Count(s.LLMEmu.PreemptedRequests),
		hits, 100*s.LLMEmu.MaxKVUsage, format.Count(s.LLMEmu.NumGPUBlocks))
	if n := s.LLMEmu.ExtrapolatedSteps; n > 0 {
		fmt.Fprintf(w, "extrapolated: %s steps lie outside the range that the profile measured: %s\n", format.Count(n), join(s.LLMEmu.Extrapolated))
	}
	for _, c := range s.LLMEmu.Caveats {
		fmt.Fprintf(w, "caveat: %s\n", c.Text)
	}
	fmt.Fprintf(w, "digest %s, emulated in %.1f ms\n", s.LLMEmu.Digest, s.LLMEmu.WallMS)
	if measured == nil {
		return nil
	}
	return printComparison(w, measured)
}

func printComparison(w io.Writer, c *metrics.Comparison) error {
	fmt.Fprintf(w, "\nMeasured: %s\n(%s)\n", c.Title, c.Settings)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\t\tmeasured\temulated\terror\t")
	for _, d := range c.Metrics {
		fmt.Fprintf(table, "%s\t%s\t%.2f\t%.2f\t%+.2f %%\t\n", d.Key, d.Stat, d.Measured, d.Emulated, d.ErrorPct)
	}
	return table.Flush()
}

// join lists the ways in which steps left the measured range.
func join(list []metrics.Excess) string {
	texts := make([]string, len(list))
	for i, e := range list {
		texts[i] = e.String()
	}
	return strings.Join(texts, ", ")
}
