package verify

import (
	"bytes"
	"fmt"
	"strings"
)

// The part of docs/FIDELITY.md that is written by `llmemu verify`.
const (
	begin = "<!-- written by llmemu verify -->\n"
	end   = "<!-- end of what llmemu verify writes -->\n"
)

// Insert puts tables into a document, in place of those that were there.
func Insert(document []byte, tables string) ([]byte, error) {
	head, rest, found := bytes.Cut(document, []byte(begin))
	_, tail, closed := bytes.Cut(rest, []byte(end))
	if !found || !closed {
		return nil, fmt.Errorf("the lines %q and %q are missing", strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	var out bytes.Buffer
	out.Write(head)
	out.WriteString(begin)
	out.WriteString(tables)
	out.WriteString(end)
	out.Write(tail)
	return out.Bytes(), nil
}

// Markdown is the result as a heading and a table.
func (r *Result) Markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "\n### %s\n\nProfile `%s`", r.Title, r.Profile)
	if r.Note != "" {
		fmt.Fprintf(&out, "; %s", r.Note)
	}
	if r.Fitted {
		out.WriteString("; **this run judges nothing**, since something was chosen by it")
	}
	out.WriteString("\n\n")
	out.WriteString("| | | measured | emulated | error | others |\n|---|---|---|---|---|---|\n")
	for _, l := range r.Lines {
		published := ""
		if l.Published != nil {
			published = percent(*l.Published, 1)
		}
		fmt.Fprintf(&out, "| %s | %s | %.2f | %.2f | %s | %s |\n", l.Label, l.Stat, l.Measured, l.Emulated, percent(l.ErrorPct, 2), published)
	}
	out.WriteString("\n")
	return out.String()
}

// percent writes a signed percentage with a true minus.
func percent(v float64, digits int) string {
	return strings.Replace(fmt.Sprintf("%+.*f %%", digits, v), "-", "−", 1)
}
