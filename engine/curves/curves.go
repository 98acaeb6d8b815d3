// Package curves draws a profile's latencies: what a step costs over its decodes and over its prefill tokens, at several
// context depths, and the knots behind it. It asks the oracle, so that what is drawn is what a run gets.
package curves

import (
	"math"
	"strconv"

	"github.com/llmemu/playground/engine/columns"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
)

// Family is a set of curves over one quantity of a step.
type Family struct {
	Name   string  // of its columns: Name.x, Name.<depth>, Name.knots.x, Name.knots.<depth>
	Depths []int64 // context in tokens, a curve each
	most   int64   // no curve goes further, whatever was measured

	batch  func(x, context int64) oracle.Batch
	extent func(*profile.Range) int64
	knots  func(*profile.Profile) (xs, contexts []int64)
}

// Families are the curves that Pack draws.
var Families = []Family{Decode, Prefill}

// Decode is a step of decodes of equal context.
var Decode = Family{
	Name: "decode", Depths: []int64{256, 1024, 4096, 16384}, most: 1024,
	batch: func(n, context int64) oracle.Batch {
		return oracle.Batch{Decodes: n, DecodeContext: n * context, DecodeMin: context, DecodeMax: context, Outputs: n}
	},
	extent: func(r *profile.Range) int64 { return r.MaxDecodeSeqs },
	knots:  func(p *profile.Profile) (xs, contexts []int64) { return p.Grid.Decode.Axes[0], p.Grid.Decode.Axes[1] },
}

// Prefill is a step of one prefill.
var Prefill = Family{
	Name: "prefill", Depths: []int64{0, 1024, 4096, 16384}, most: 32768,
	batch: func(tokens, context int64) oracle.Batch {
		return oracle.Batch{PrefillTokens: tokens, PrefillContext: context, PrefillReqs: 1, PrefillPairs: tokens*context + tokens*tokens/2, Outputs: 1}
	},
	extent: func(r *profile.Range) int64 { return r.MaxPrefillTokens },
	knots:  func(p *profile.Profile) (xs, contexts []int64) { return p.Grid.Prefill.Axes[0], p.Grid.Prefill.Axes[1] },
}

// Curve is the column of the curve at a context depth.
func (f *Family) Curve(depth int64) string { return f.Name + "." + strconv.FormatInt(depth, 10) }

// Knots is the column of the measured points at a context depth.
func (f *Family) Knots(depth int64) string { return f.Name + ".knots." + strconv.FormatInt(depth, 10) }

// X is the column that a curve's values stand over.
func (f *Family) X() string { return f.Name + ".x" }

// KnotX is the column that the knots stand over.
func (f *Family) KnotX() string { return f.Name + ".knots.x" }

// header is the small part of a packed set of curves.
type header struct {
	Profile string           `json:"profile"`
	Columns []columns.Column `json:"columns"`
}

// Pack draws all families of a profile, in milliseconds, in the format of package columns. A depth that the profile did
// not measure has no columns. Row i of X is the same in every profile whose range goes that far, so that the rows of two
// profiles stand beside each other.
func Pack(p *profile.Profile) ([]byte, error) {
	o, err := oracle.New(p)
	if err != nil {
		return nil, err
	}
	packer := &columns.Packer{}
	for i := range Families {
		Families[i].pack(packer, o, p)
	}
	return packer.Pack(header{Profile: p.ID, Columns: packer.Columns()})
}

func (f *Family) pack(packer *columns.Packer, o oracle.Oracle, p *profile.Profile) {
	xs := rising(min(f.most, f.extent(&p.Range)))
	knots, contexts := f.knots(p)
	knots = within(knots, f.extent(&p.Range))
	packer.Floats(f.X(), floats(xs))
	packer.Floats(f.KnotX(), floats(knots))
	for _, depth := range f.Depths {
		if depth > p.Range.MaxContext {
			continue
		}
		packer.Floats(f.Curve(depth), f.latencies(o, xs, depth))
		if context, ok := near(contexts, depth); ok {
			packer.Floats(f.Knots(depth), f.latencies(o, knots, context))
		}
	}
}

func (f *Family) latencies(o oracle.Oracle, xs []int64, context int64) []float64 {
	ms := make([]float64, len(xs))
	for i, x := range xs {
		b := f.batch(x, context)
		ms[i] = float64(o.Step(&b).Total()) / 1e6
	}
	return ms
}

// perOctave is how many points a curve has from one power of two to the next.
const perOctave = 8

// rising lists whole numbers from 1 to last, evenly on a logarithmic scale where they are far enough apart for that.
func rising(last int64) []int64 {
	var xs []int64
	for i := 0; ; i++ {
		x := int64(math.Round(math.Ldexp(math.Pow(2, float64(i%perOctave)/perOctave), i/perOctave)))
		if x > last {
			return xs
		}
		if len(xs) == 0 || x > xs[len(xs)-1] {
			xs = append(xs, x)
		}
	}
}

func within(values []int64, last int64) []int64 {
	var list []int64
	for _, v := range values {
		if v > 0 && v <= last {
			list = append(list, v)
		}
	}
	return list
}

// near finds the knot that stands for a depth: within a tenth of it, since a curve between two knots has none.
func near(knots []int64, depth int64) (int64, bool) {
	for _, k := range knots {
		if 10*max(k-depth, depth-k) <= depth {
			return k, true
		}
	}
	return 0, false
}

func floats(values []int64) []float64 {
	list := make([]float64, len(values))
	for i, v := range values {
		list[i] = float64(v)
	}
	return list
}
