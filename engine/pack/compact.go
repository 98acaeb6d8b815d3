package pack

import (
	"cmp"
	"math"
	"slices"

	"github.com/llmemu/playground/engine/profile"
)

// Values is how many times a profile keeps of each cell, see docs/SAMPLED.md for what fewer and more cost.
const Values = 5

// neighbours are pooled where no cell fits exactly: chosen by the error on held-out cells, see docs/SAMPLED.md.
const neighbours = 4

// Compact turns the tables into those of a profile that keeps so many values of each cell. trim, in percent, is cut off
// both ends of every cell first; 0 keeps all.
func Compact(p *Pack, values int, trim float64) *profile.Sampled {
	s := &profile.Sampled{
		Mode: profile.ModeSample, Neighbours: neighbours, Widths: p.Widths, AlphaKV: p.AlphaKV, Overhead: p.Overhead, Values: int64(values),
		Decode: *cells(p.Decode, values, trim), Mixed: *cells(p.Mixed, values, trim),
	}
	if len(p.MixedByNew) > 0 {
		s.MixedByNew = cells(p.MixedByNew, values, trim)
		s.MixedByNew.NewReqs = column(inOrder(p.MixedByNew), func(c *Cell) int64 { return c.NewReqs })
	}
	return s
}

// inOrder is a table as a profile wants it.
func inOrder(t Table) Table {
	return slices.SortedStableFunc(slices.Values(t), func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Tokens, b.Tokens), cmp.Compare(a.Requests, b.Requests), cmp.Compare(a.KV, b.KV), cmp.Compare(a.NewReqs, b.NewReqs))
	})
}

func column(t Table, of func(c *Cell) int64) profile.Counts {
	values := make(profile.Counts, len(t))
	for i := range t {
		values[i] = of(&t[i])
	}
	return values
}

func cells(t Table, values int, trim float64) *profile.Cells {
	t = inOrder(t)
	c := &profile.Cells{
		Tokens:   column(t, func(c *Cell) int64 { return c.Tokens }),
		Requests: column(t, func(c *Cell) int64 { return c.Requests }),
		Samples:  column(t, func(c *Cell) int64 { return c.Count }),
	}
	if kv := column(t, func(c *Cell) int64 { return c.KV }); slices.Max(kv) > 0 {
		c.KV = kv
	}
	for i := range t {
		for _, us := range shares(trimmed(slices.Sorted(slices.Values(t[i].Samples)), trim), values) {
			c.NS = append(c.NS, int64(math.Round(1000*us)))
		}
	}
	return c
}

// trimmed cuts percent of the sorted values off both ends; one value is always left.
func trimmed(sorted []float64, percent float64) []float64 {
	cut := min(int(float64(len(sorted))*percent/100), (len(sorted)-1)/2)
	return sorted[cut : len(sorted)-cut]
}

// shares cuts sorted values into n equal shares, values that lie across a cut being divided, and returns the means.
func shares(sorted []float64, n int) []float64 {
	means := make([]float64, n)
	each := float64(len(sorted)) / float64(n) // values in a share
	for i := range means {
		from, to := float64(float64(i)*each), float64(float64(i+1)*each)
		sum := 0.0
		for k := int(from); k < len(sorted) && float64(k) < to; k++ {
			part := min(to, float64(k+1)) - max(from, float64(k))
			sum += float64(part * sorted[k])
		}
		means[i] = sum / each
	}
	return means
}
