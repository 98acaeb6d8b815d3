package browsertest

import (
	"os"
	"path/filepath"
	"testing"
)

// axe holds the page as it stands to the rules of axe-core, all of them.
func (p *tab) axe() {
	p.Helper()
	source, err := os.ReadFile(filepath.Join(root, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.Fatal(err)
	}
	p.run(string(source))
	p.run(`globalThis.axeFound = null; axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => {
		globalThis.axeFound = violations.map(({id, help, nodes}) => id + ": " + help + "\n" + nodes.slice(0, 4).map(({html, failureSummary}) => "  " + html.slice(0, 200) + "\n  " + failureSummary).join("\n")).join("\n") || "nothing";
	})`)
	p.wait("axeFound")
	if found := p.text("axeFound"); found != "nothing" {
		p.Errorf("axe: %s", found)
	}
}

func TestAccessibility(t *testing.T) {
	for name, s := range map[string]screen{"light": desktop, "dark": dark, "phone": phone} {
		t.Run(name, func(t *testing.T) {
			p := open(t, s, "#r=200")
			p.chosen("why-title", "")
			p.axe()
			p.click(".inspect-close button")
			p.wait("document.getElementById('inspector').hidden")
			p.axe()
			p.click("[data-view=profile]")
			p.waitForCurves()
			p.axe()
			p.click("[data-view=timeline]")
			p.waitForTimeline()
			p.axe()
			p.click(".timeline-head .card-action")
			p.wait("document.querySelector('.tl-tables table')")
			p.axe()
			p = open(t, s, tight(t)+"&v=timeline&r=214&k=4102")
			p.waitForTimeline()
			p.chosen("step-title", "")
			p.chosen("why-title", "")
			p.run("document.querySelectorAll('details').forEach((d) => { d.open = true })")
			p.axe()
		})
	}
}
