// The tests are in the package itself: vugugen reads every file of a component's folder and takes one package only.

package profileview

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/web/state/statetest"
)

// The profile of web/state/testdata/catalogue.json was measured to 256 decodes and 2,048 prefill tokens.
func TestTheChartsSayHowFarWasMeasured(t *testing.T) {
	c := &View{App: statetest.New(t, nil)} // nothing is asked of the host
	if got := c.decodeAlt(); !strings.Contains(got, "over decodes") || !strings.Contains(got, "Measured to 256 decodes.") {
		t.Errorf("decodes: %s", got)
	}
	c.App.View.Compare = "slow"
	if got := c.prefillAlt(); !strings.Contains(got, "over prefill tokens") || !strings.Contains(got, "Measured to 2,048 tokens.") ||
		!strings.Contains(got, "Small-8B on Fast GPU, bf16, TP 1 beside Small-8B on Slow GPU, bf16, TP 1.") {
		t.Errorf("prefill: %s", got)
	}
}
