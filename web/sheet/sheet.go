// Package sheet is everything that is known of a profile: how far it is from real hardware, what was measured under which
// engine, and what was assumed.
package sheet

import (
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/profiles/validation"
	"github.com/llmemu/playground/web/state"
)

// Sheet is the list.
type Sheet struct {
	Profile *state.Profile
}

func (c *Sheet) figures() []validation.Figure {
	if c.Profile.Validation == nil {
		return nil
	}
	return c.Profile.Validation.Metrics
}

func figureTitle(f validation.Figure) string {
	text := f.Title()
	if f.Run != "" {
		text += ", " + f.Run
	}
	return text
}

// published is the error of another simulator on the same run.
func published(f validation.Figure) string {
	if f.PublishedErrorPct == nil {
		return ""
	}
	return format.Change(*f.PublishedErrorPct)
}

// fact is one statement, or several.
type fact struct {
	name  string
	lines []line
}

// line is a sentence, and the page of the document that it refers to; "" for none.
type line struct{ text, page, title string }

// lines takes the reference to a document, "…, see docs/SAMPLED.md", out of sentences.
func lines(sentences []string) []line {
	var list []line
	for _, s := range sentences {
		l := line{text: s}
		if before, name, found := strings.Cut(s, ", see docs/"); found && strings.HasSuffix(name, ".md") {
			name = strings.TrimSuffix(name, ".md")
			l = line{before, "docs/" + name + ".html", "docs/" + name}
		}
		list = append(list, l)
	}
	return list
}

// facts lists what there is to say; names without a line are left out.
func (c *Sheet) facts() []fact {
	p := &c.Profile.Sheet
	list := []struct {
		name  string
		lines []string
	}{
		{"compared with", c.compared()},
		{"measured", p.Measured},
		{"assumed", p.Assumed},
		{"validity range", validity(&p.Range)},
		{"engine", flags(p)},
		{"memory", sentences(p.Memory.WeightHow, "weights: ", p.Memory.OverheadHow, "overhead: ")},
		{"frontend", sentences(p.Frontend.How, "")},
		{"host", sentences(p.Server().Host.How, "")},
		{"source", sentences(p.Source.Name, "", p.Source.Description, "")},
		{"measured at", sentences(p.Source.MeasuredAt, "")},
		{"licence", sentences(p.Source.Licence, "")},
		{"id", []string{p.ID}},
	}
	var filled []fact
	for _, f := range list {
		if len(f.lines) > 0 {
			filled = append(filled, fact{f.name, lines(f.lines)})
		}
	}
	return filled
}

func (c *Sheet) compared() []string {
	r := c.Profile.Validation
	switch {
	case r == nil:
		return nil
	case r.Status != validation.Validated:
		return sentences("no run of a real engine", "", r.Note, "")
	}
	return sentences(r.Engine+", "+r.On, "", r.Note, "", c.others(), "")
}

// others explains the table's last column where it has a figure.
func (c *Sheet) others() string {
	for _, f := range c.figures() {
		if f.PublishedErrorPct != nil {
			return "others: the error that another simulator publishes for the same run"
		}
	}
	return ""
}

// sentences pairs texts with what to say before them; empty texts are left out.
func sentences(pairs ...string) []string {
	var lines []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] != "" {
			lines = append(lines, pairs[i+1]+pairs[i])
		}
	}
	return lines
}

func validity(r *profile.Range) []string {
	if r.MaxContext == 0 {
		return nil
	}
	return []string{"to " + format.Of(r.MaxDecodeSeqs, "decode") + " a step, " + format.Count(r.MaxDecodeSeqsMixed) + " beside a prefill; " +
		format.Of(r.MaxPrefillTokens, "prefill token") + " a step; " + format.Of(r.MaxContext, "token") + " of context"}
}

// flags names the engine and the arguments that it was measured under.
func flags(p *profile.Profile) []string {
	e := &p.Engine
	if e.VLLMVersion == "" {
		return nil
	}
	parts := []string{"vLLM " + e.VLLMVersion}
	add := func(name, value string) { parts = append(parts, name+" "+value) }
	number := func(n int64) string { return format.Count(float64(n)) }
	if e.AttentionBackend != "" {
		add("attention_backend", e.AttentionBackend)
	}
	add("dtype", e.Dtype)
	add("kv_cache_dtype", e.KVDtype)
	add("tensor_parallel_size", number(e.TP))
	add("enforce_eager", strconv.FormatBool(e.EnforceEager))
	add("max_num_batched_tokens", number(e.MaxNumBatchedTokens))
	add("max_num_seqs", number(e.MaxNumSeqs))
	add("max_model_len", number(e.MaxModelLen))
	add("block_size", number(e.BlockSize))
	add("gpu_memory_utilization", format.Plain(e.GPUMemoryUtilization))
	return []string{strings.Join(parts, ", ")}
}
