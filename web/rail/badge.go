package rail

import (
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/profiles/validation"
)

// record is what the validation table says of the profile; nil for the reader's own and for one that is not here.
func (c *Rail) record() *validation.Record { return c.profile().Validation }

func (c *Rail) validated() bool {
	return c.record() != nil && c.record().Status == validation.Validated
}

func (c *Rail) badgeClass() string {
	if c.validated() {
		return "badge"
	}
	return "badge badge-composed"
}

func (c *Rail) badgeTitle() string {
	title, _ := c.badge()
	return title + ": "
}

func (c *Rail) badgeText() string {
	_, text := c.badge()
	return text
}

func (c *Rail) badge() (title, text string) {
	switch {
	case c.profile().Yours():
		return "Yours, not validated", "imported into this browser, and compared with no real engine."
	case c.record() == nil:
		return "Not here", "this browser has no profile of that name."
	}
	return c.record().Badge()
}

func (c *Rail) badgeRange() string {
	r := &c.profile().Sheet.Range
	if r.MaxContext == 0 {
		return ""
	}
	decodes := format.Of(r.MaxDecodeSeqs, "sequence")
	if r.MaxDecodeSeqsMixed != r.MaxDecodeSeqs {
		decodes += ", " + format.Count(r.MaxDecodeSeqsMixed) + " beside a prefill"
	}
	return "Measured to " + decodes + ", " + format.Count(float64(r.MaxPrefillTokens)) +
		" prefill tokens, " + format.Count(float64(r.MaxContext)) + " tokens of context."
}

// badgeDiff says how far the scenario is from the run that was measured.
func (c *Rail) badgeDiff() string {
	if c.App.Catalogue.Validated(c.App.Scenario.Profile) == nil {
		return ""
	}
	n := len(c.App.MeasuredDiff(c.App.Scenario))
	if n == 0 {
		return "This scenario is that run."
	}
	return "This scenario differs in " + format.Of(n, "field") + "."
}

func (c *Rail) factsTitle() string {
	if c.App.View.FactOpen {
		return "Hide the evidence"
	}
	return "Show the evidence"
}
