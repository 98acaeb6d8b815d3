package main

import (
	"cmp"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
)

// printSweep writes a sweep's outcome for people: a table for each line, what it comes to, and what a rate takes where one is needed.
func printSweep(w io.Writer, o *sweep.Outcome, need float64) error {
	for i := range o.Lines {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := printLine(w, o, &o.Lines[i], need); err != nil {
			return err
		}
	}
	for _, f := range o.Failures {
		fmt.Fprintf(w, "cannot run at %s: %s\n", format.Plain(f.X), f.Reason)
	}
	return nil
}

// needed says what serves a rate within the SLO.
func needed(n *sweep.Need, rate float64) string {
	if n == nil {
		return "For " + format.Plain(rate) + " req/s: no rate is known to meet the SLO."
	}
	most := ""
	if n.Enough {
		most = "at most "
	}
	text := fmt.Sprintf("For %s req/s within the SLO: %s%s in %s, each with %s req/s", format.Plain(rate), most, format.Of(n.GPUs, "GPU"),
		format.Of(n.Engines, "engine"), format.Number(n.Rate/float64(n.Engines)))
	if n.Cost > 0 {
		text += ", " + format.Number(n.Cost) + " an hour"
	}
	return text + ", where requests are spread evenly."
}

func printLine(w io.Writer, o *sweep.Outcome, line *sweep.Line, need float64) error {
	fmt.Fprintf(w, "%s, emulated", line.Profile.Title)
	if o.Field2 != "" {
		fmt.Fprintf(w, ", %s %s", o.Field2, cmp.Or(line.Choice, format.Plain(line.Y)))
	}
	fmt.Fprintf(w, "; %s requests a run, seeds: %d\n\n", format.Count(o.Requests), o.Seeds)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "%s\tTTFT p50\tp99 (ms)\tTPOT p50\tp99 (ms)\tITL p50\tp99 (ms)\treq/s\tgoodput\tSLO (%%)\ttok/s/GPU\tleft waiting (%%)\t", scenario.FieldAt(o.Field).Name)
	if line.Price > 0 {
		fmt.Fprint(table, "cost per M tokens\t")
	}
	fmt.Fprintln(table)
	for _, p := range o.Points[line.First : line.First+line.Count] {
		m := &p.Mean
		fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\t%.0f\t%.0f\t", format.Plain(p.X),
			m[keyfigures.TTFTP50], m[keyfigures.TTFTP99], m[keyfigures.TPOTP50], m[keyfigures.TPOTP99], m[keyfigures.ITLP50], m[keyfigures.ITLP99], m[keyfigures.RequestThroughput],
			m[keyfigures.RequestGoodput], 100*m[keyfigures.Attainment], p.PerGPU, 100*m[keyfigures.Waiting])
		if line.Price > 0 {
			fmt.Fprintf(table, "%.3f\t", p.Cost)
		}
		fmt.Fprintln(table)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if text := line.Capacity.Text(o); text != "" {
		fmt.Fprintln(w, text)
	}
	if line.Knee.Status == sweep.Found {
		fmt.Fprintf(w, "Knee: %s req/s, %s.\n", format.Plain(line.Knee.Rate), line.Knee.Label)
	}
	if line.Why.Text != "" {
		fmt.Fprintf(w, "%s: %s\n", line.Why.Title, line.Why.Text)
	}
	if need > 0 {
		fmt.Fprintln(w, needed(line.Need(need), need))
	}
	return nil
}
