package compose

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/llmemu/playground/engine/oracle"
)

// skewTable is alpha by raw prefill tokens and by bins of the rest, indexes in the order of the source's labels.
type skewTable struct {
	axes     skewAxes
	prefills []int64 // measured prefill tokens, 0 first
	alpha    map[skewBin]float64
	fallback float64 // of bins that were not measured
}

// skewBin is a row of skew_fit.csv.
type skewBin struct {
	prefill                   int64
	n, rate, longest, context int
}

// readSkew reads skew_fit.csv. It gives nil where meta.yaml says that the source's own model does without.
func readSkew(folder string, m *meta, tp int64) (*skewTable, error) {
	if !m.Skew.Enabled {
		return nil, nil
	}
	t, err := readTable(filepath.Join(folder, "skew_fit.csv.gz"),
		"pc", "n_label", "skew_rate_label", "kv_big_label", "kp_label", "alpha")
	if err != nil {
		return nil, err
	}
	perTP, ok := m.Skew.PerTP[tp]
	if !ok {
		return nil, fmt.Errorf("%s: skew_fit.per_tp: %d is missing", filepath.Join(folder, "meta.yaml"), tp)
	}
	s := &skewTable{axes: m.Skew.Axes, alpha: map[skewBin]float64{}, fallback: perTP.AlphaDefault}
	if err := s.axes.validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(folder, "meta.yaml"), err)
	}
	prefills := map[int64]bool{}
	for row := range t.rows {
		var at skewBin
		if at.prefill, err = t.count(row, "pc"); err != nil {
			return nil, err
		}
		for _, c := range []struct {
			column string
			labels []string
			index  *int
		}{
			{"n_label", s.axes.NLabels, &at.n}, {"skew_rate_label", s.axes.RateLabels, &at.rate},
			{"kv_big_label", s.axes.KVBigLabels, &at.longest}, {"kp_label", s.axes.KPLabels, &at.context},
		} {
			if *c.index = slices.Index(c.labels, t.text(row, c.column)); *c.index < 0 {
				return nil, fmt.Errorf("%s: line %d: %s is %q, allowed are %q", t.path, row+2, c.column, t.text(row, c.column), c.labels)
			}
		}
		alpha, err := t.number(row, "alpha", -1e6, 1e6)
		if err != nil {
			return nil, err
		}
		if alpha >= minAlpha && alpha <= maxAlpha {
			s.alpha[at] = alpha
		}
		prefills[at.prefill] = true
	}
	s.prefills = sortedKeys(prefills)
	if len(s.prefills) < 3 || s.prefills[0] != 0 {
		return nil, fmt.Errorf("%s: pc takes the values %d, needed are 0 and at least two more", t.path, s.prefills)
	}
	return s, nil
}

// Where alphas of three samples and more lie. Others come from a sample or two in which the longest context took hardly
// longer than the mean, so that alpha is noise divided by next to nothing (-735 once): such bins count as not measured.
const (
	minAlpha = -1.5
	maxAlpha = 5.1
)

// validate checks that every axis has one more edge than labels.
func (a *skewAxes) validate() error {
	for _, axis := range []struct {
		name  string
		edges []float64
		label []string
	}{{"n", a.NBins, a.NLabels}, {"skew_rate", a.RateBins, a.RateLabels}, {"kv_big", a.KVBigBins, a.KVBigLabels}, {"kp", a.KPBins, a.KPLabels}} {
		if len(axis.label) == 0 || len(axis.edges) != len(axis.label)+1 {
			return fmt.Errorf("skew_fit.bucket_axes: %s has %d edges and %d labels, allowed is one edge more", axis.name, len(axis.edges), len(axis.label))
		}
	}
	return nil
}

// at is alpha for a bin.
func (s *skewTable) at(b skewBin) float64 {
	if alpha, ok := s.alpha[b]; ok {
		return alpha
	}
	return s.fallback
}

// factor is alpha for a batch. Between the measured prefill tokens it is linear: held-out rows show that neighbours
// predict alpha far better than the default that the source falls back on.
func (s *skewTable) factor(b *oracle.Batch) float64 {
	mean := float64(b.DecodeContext) / float64(b.Decodes)
	rate := (mean - float64(b.DecodeMin)) / float64(b.DecodeMax-b.DecodeMin)
	at := skewBin{
		n:       binOf(s.axes.NBins, float64(b.Decodes)),
		rate:    binOf(s.axes.RateBins, rate),
		longest: binOf(s.axes.KVBigBins, float64(b.DecodeMax)),
		context: binOf(s.axes.KPBins, float64(b.PrefillContext)),
	}
	if b.PrefillTokens == 0 {
		return s.at(at)
	}
	l := lattice{axes: [][]int64{s.prefills[1:]}}
	for _, at.prefill = range s.prefills[1:] {
		l.values = append(l.values, s.at(at))
	}
	return l.clampedAt(float64(b.PrefillTokens))
}

// binOf is the bin that holds x: above edges[i], up to and including edges[i+1].
func binOf(edges []float64, x float64) int {
	i := 0
	for i+2 < len(edges) && edges[i+1] < x {
		i++
	}
	return i
}
