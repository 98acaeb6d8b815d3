package browsertest

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"regexp"
	"testing"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/scenarios"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

var hostile = flag.Int("hostile", 100, "how many damaged and malicious links TestHostileLinks has the page follow; docs/TESTING.md has the figures of 2,000")

// followed is a link that the page is to follow, and what it has to say of it.
type followed struct {
	Text string `json:"text"`
	Says string `json:"says"`
}

// plain is a text that an address has as it is; of others, it may be the encoded form that the page quotes.
var plain = regexp.MustCompile(`^[\w.-]*$`)

// TestHostileLinks has one page follow links that are cut, damaged, bombs, or full of scripts: it says of each that cannot be opened
// that it cannot, runs nothing that is in them, and works as before after all of them.
func TestHostileLinks(t *testing.T) {
	r := rand.New(rand.NewPCG(22, 0))
	s := scenariostest.Load(t, scenarios.Opening)
	p := open(t, desktop, link(t, s))
	p.usable()
	const atOnce = 50
	refused := 0
	for at := 0; at < *hostile; at += atOnce {
		list := make([]followed, min(atOnce, *hostile-at))
		for i := range list {
			text := scenariostest.Hostile(t, r, s.Profile)
			inside, _, _ := links.Cut("#s=" + text)
			_, err := links.Decode(inside)
			list[i].Text = text
			if err != nil && plain.MatchString(text) {
				list[i].Says = err.Error()
				refused++
			}
		}
		data, err := json.Marshal(list)
		if err != nil {
			t.Fatal(err)
		}
		p.run(`globalThis.silent = null;
			const unsaid = [];
			const follow = (text, i) => new Promise((done) => {
				addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true });
				location.hash = "s=" + text + "&of=` + string(rune('a'+at/atOnce%26)) + `" + i; // another address than before
			});
			(async () => {
				for (const [i, { text, says }] of ` + string(data) + `.entries()) {
					await follow(text, i);
					if (!` + notice + `.includes(says)) unsaid.push([text, says, ` + notice + `]);
				}
				globalThis.silent = JSON.stringify(unsaid);
			})()`)
		p.wait("globalThis.silent")
		p.is("silent", "[]")
		p.is("typeof globalThis.hostile", "undefined")
	}
	if refused < *hostile/2 {
		t.Errorf("%d of %d links cannot be opened: too few to mean anything", refused, *hostile)
	}
	p.run("location.hash = '" + link(t, s) + "'")
	p.settle()
	p.shows(s)
	p.is(notice, "")
}
