// Package page is the root component: it lays the header, the scenario rail and the overview out.
package page

import (
	"strings"

	"github.com/vugu/vugu"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// Page is the root component.
//
// Some of its elements are filled by static/js: the charts, the table of requests, the arrivals. vugu patches children
// by their place among their siblings, so nothing that comes and goes may stand before one of them, or before an input
// that has the focus, under the same parent.
type Page struct {
	App *state.App
}

func (c *Page) class() string {
	class := "page"
	if c.App.Ready {
		class += " page-ready"
	}
	switch {
	case c.App.View.Page == state.PageLive:
		class += " page-live page-strip"
	case !c.App.Inspecting():
	case c.App.View.Page == state.PageTimeline:
		class += " page-inspect page-strip"
		if c.App.Chosen() {
			class += " page-chosen"
		}
	default:
		class += " page-peek"
	}
	if c.App.View.RailOpen {
		class += " page-rail-open"
	}
	return class
}

// sweeping says how far a sweep is that goes on while another view is on show.
func (c *Page) sweeping() string {
	if !c.App.SweepsAway() {
		return ""
	}
	w := &c.App.Sweep
	return "Sweep: " + format.Count(w.Finished) + " of " + format.Of(w.Known, "run")
}

// Tidy drops the white space between tags that only lays out the component files. What is left is the same tree
// whether vugu builds it in the browser or the browser parses it from the prerendered HTML, where neighbouring white
// space would run together. The page's own code can then take the prerendered DOM over node by node.
func Tidy(built *vugu.BuildResults) { tidy(built, built.Out) }

func tidy(built *vugu.BuildResults, out *vugu.BuildOut) {
	for _, n := range out.Out {
		tidyNode(n)
	}
	for _, component := range out.Components {
		tidy(built, built.ResultFor(component))
	}
}

func tidyNode(n *vugu.VGNode) {
	for child := n.FirstChild; child != nil; {
		next := child.NextSibling
		if child.Type == vugu.TextNode && child.Component == nil && layout(child.Data) && !(n.FirstChild == child && next == nil) {
			n.RemoveChild(child)
		}
		tidyNode(child)
		child = next
	}
}

// layout says whether text is an indented line break.
func layout(text string) bool {
	return strings.HasPrefix(text, "\n") && strings.TrimSpace(text) == ""
}
