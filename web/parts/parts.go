// Package parts draws where time went: the parts of an E2E as one bar, and the gauges of a step. The bars are SVG, since
// the page's content security policy allows no style attributes.
package parts

import (
	"fmt"
	"strings"

	"github.com/vugu/vugu"

	"github.com/llmemu/playground/engine/explain"
)

// Title is what the page calls a part.
func Title(key string) string { return titles[key] }

var titles = map[string]string{
	"frontend":       "Frontend",
	"queue":          "Queue wait",
	"prefill":        "Own prefill and recompute",
	"decode_idle":    "Decode, idle engine",
	"decode_shared":  "Decode, shared batch",
	"others_prefill": "Others’ prefill",
	"preempted":      "Preempted",
}

// Present are the parts that took any time.
func Present(list []explain.PartTime) []explain.PartTime {
	var present []explain.PartTime
	for _, p := range list {
		if p.Ms > 0 {
			present = append(present, p)
		}
	}
	return present
}

// Bar draws parts beside one another, the whole bar being as long as full milliseconds. id tells the bars of a page apart.
func Bar(id string, list []explain.PartTime, full float64) vugu.HTML {
	var out strings.Builder
	out.WriteString(`<svg class="bar" width="100%" height="14" aria-hidden="true"><defs><pattern id="hatch-` + id + `" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect class="hatch-ground" width="4" height="4"></rect><rect class="hatch-line" width="2" height="4"></rect></pattern></defs>`)
	at := 0.0
	for _, p := range Present(list) {
		fill := ""
		if p.Part == "others_prefill" {
			fill = ` fill="url(#hatch-` + id + `)"`
		}
		fmt.Fprintf(&out, `<rect class="part-%s" x="%.3f%%" width="%.3f%%" height="14"%s></rect>`, p.Part, 100*at/full, 100*p.Ms/full, fill)
		at += p.Ms
	}
	out.WriteString(`</svg>`)
	return vugu.HTML(out.String())
}

// Slice is a part of a gauge.
type Slice struct {
	Class string
	Value int
}

// Gauge draws slices of a limit.
func Gauge(limit int, slices ...Slice) vugu.HTML {
	var out strings.Builder
	out.WriteString(`<svg class="gauge" width="100%" height="8" aria-hidden="true"><rect class="gauge-rest" width="100%" height="8" rx="4"></rect>`)
	at := 0
	for _, s := range slices {
		fmt.Fprintf(&out, `<rect class="%s" x="%.3f%%" width="%.3f%%" height="8" rx="2"></rect>`, s.Class, share(at, limit), share(s.Value, limit))
		at += s.Value
	}
	out.WriteString(`</svg>`)
	return vugu.HTML(out.String())
}

func share(n, limit int) float64 { return 100 * float64(n) / float64(max(1, limit)) }
