package compose

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/llmemu/playground/engine/profile"
)

// Alpha of a measured row, predicted without the rows of the same prefill tokens. Errors of alpha are weighed by what
// they do to the attention time: (t(longest) − t(mean)) / t, at the middle of each bin.
func TestHeldOutAlpha(t *testing.T) {
	needData(t)
	c := fullComposition(t, "rtxpro6000-llama-3.1-8b-bf16-tp1")
	s := c.skew
	row := func(at skewBin, step int) (float64, bool) {
		for i, p := range s.prefills {
			if p == at.prefill && i+step >= 1 && i+step < len(s.prefills) {
				at.prefill = s.prefills[i+step]
				alpha, ok := s.alpha[at]
				return alpha, ok
			}
		}
		return 0, false
	}
	compact := s.compact()
	errs := map[string]*struct{ signed, sum, n float64 }{}
	for at, alpha := range s.alpha {
		below, okBelow := row(at, -1)
		above, okAbove := row(at, 1)
		if !okBelow || !okAbove || s.axes.KPBins[at.context+1] > pooledContext {
			continue
		}
		weight := s.effect(c, at, alpha)
		for name, predicted := range map[string]float64{
			"the source's default":             s.fallback,
			"next lower prefill tokens":        below,
			"next higher prefill tokens":       above,
			"mean of both neighbours (chosen)": (below + above) / 2,
			"as the profile stores it":         storedAlpha(compact, at),
		} {
			if errs[name] == nil {
				errs[name] = new(struct{ signed, sum, n float64 })
			}
			e := errs[name]
			e.signed += weight * (predicted - alpha)
			e.sum += weight * math.Abs(predicted-alpha)
			e.n++
		}
	}
	for _, name := range sortedKeys(errs) {
		e := errs[name]
		t.Logf("%-34s attention time: mean |e| %5.2f %%  signed %+5.2f %%  (%v rows)", name, 100*e.sum/e.n, 100*e.signed/e.n, e.n)
		if chosen := errs["mean of both neighbours (chosen)"]; e.sum < chosen.sum && name != "as the profile stores it" {
			t.Errorf("%q predicts held-out rows better than what was chosen", name)
		}
	}
	if e := errs["as the profile stores it"]; e.sum/e.n > 0.005 {
		t.Errorf("storing alpha costs %.2f %% of the attention time, want at most 0.5 %%", 100*e.sum/e.n)
	}
}

// effect is how much of the attention time one unit of alpha is, at the middle of a bin of a mixed step.
func (s *skewTable) effect(c *Composition, at skewBin, alpha float64) float64 {
	middle := func(edges []float64, i int) float64 { return (max(0, edges[i]) + min(edges[i+1], 16384)) / 2 }
	longest := middle(s.axes.KVBigBins, at.longest)
	mean := longest * middle(s.axes.RateBins, at.rate)
	time := func(context float64) float64 {
		return c.attention.mixed.at(float64(at.prefill), s.axes.KPBins[at.context+1], s.axes.NBins[at.n+1], context)
	}
	more := time(longest) - time(mean)
	return more / (time(mean) + max(0, alpha)*more)
}

// storedAlpha is alpha of a row in the compact table.
func storedAlpha(p *profile.Skew, at skewBin) float64 {
	prefill, context := 0, 0
	for p.PrefillTokens[prefill] < at.prefill {
		prefill++
	}
	for context+1 < len(p.PrefillContext) && context < at.context {
		context++
	}
	i := (prefill*len(p.PrefillContext)+context)*len(p.Decodes) + at.n
	return p.Mixed[(i*len(p.Rate)+at.rate)*len(p.Longest)+at.longest].Factor()
}

func TestProgressions(t *testing.T) {
	var p progression
	if err := p.UnmarshalYAML([]byte("0, 16-128 x2")); err != nil {
		t.Fatal(err)
	}
	want := progression{0, 16, 32, 64, 128}
	if len(p) != len(want) || p[4] != want[4] || p[0] != 0 || p[1] != 16 {
		t.Errorf("got %v, want %v", p, want)
	}
	for _, text := range []string{"", "a", "1-2", "0-8 x2", "1-8 x1", "1-99999999999 x2"} {
		if err := p.UnmarshalYAML([]byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
}

// fullComposition reads the full composition of a profile.
func fullComposition(t testing.TB, id string) *Composition {
	t.Helper()
	r, err := find(id)
	if err != nil {
		t.Fatal(err)
	}
	_, composition, err := r.compose(filepath.FromSlash(dataFolder))
	if err != nil {
		t.Fatal(err)
	}
	return composition
}
