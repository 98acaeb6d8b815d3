// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package rail

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state/statetest"
)

// TestABadgeHasTheWorst beside its headline.
func TestABadgeHasTheWorst(t *testing.T) {
	c := &Rail{App: statetest.New(t, nil)}
	c.App.Scenario.Profile = "fast"
	if got, want := c.badgeText(), c.record().Text()+", off real "+c.record().Engine+" on "+c.record().On+"."; got != want || !strings.Contains(got, "at worst") {
		t.Errorf("%q, want %q", got, want)
	}
}

// The profiles are those of web/state/testdata/catalogue.json: one that a real engine was compared with, and others.
func TestOnlyAComparedProfileIsCalledValidated(t *testing.T) {
	c := &Rail{App: statetest.New(t, nil)} // nothing is asked of the host
	for _, says := range []struct{ profile, class, title string }{
		{"fast", "badge", "Validated: "},
		{"slow", "badge badge-composed", "Composed, not validated: "},
		{"slow-big", "badge badge-composed", "Repaired, not validated: "},
		{"gone", "badge badge-composed", "Not here: "},
	} {
		c.App.Scenario.Profile = says.profile
		if c.badgeClass() != says.class || c.badgeTitle() != says.title {
			t.Errorf("%s: %q, %q", says.profile, c.badgeClass(), c.badgeTitle())
		}
	}
}

// TestARangeNamesBothLimits of the decodes in a step, where they differ.
func TestARangeNamesBothLimits(t *testing.T) {
	c := &Rail{App: statetest.New(t, nil)}
	c.App.Scenario.Profile = "fast"
	r := &c.profile().Sheet.Range
	r.MaxContext, r.MaxPrefillTokens, r.MaxDecodeSeqs = 8192, 8192, 256
	for mixed, want := range map[int64]string{128: "Measured to 256 sequences, 128 beside a prefill, 8,192 prefill", 256: "Measured to 256 sequences, 8,192 prefill"} {
		r.MaxDecodeSeqsMixed = mixed
		if got := c.badgeRange(); !strings.HasPrefix(got, want) {
			t.Errorf("with %d: %q, want %q", mixed, got, want)
		}
	}
}
