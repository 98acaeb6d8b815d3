// Package curves draws a profile's latencies: what a step costs over its decodes and over its prefill tokens, at several
// context depths, and the knots behind it. It asks the oracle, so that what is drawn is what a run gets.
package curves

import (
	"math"
	"strconv"

	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/columns"
	"github.com/llmemu/playground/internal/plainjson"
)

// Family is a set of curves over one quantity of a step.
type Family struct {
	Name   string  // begins the name of its columns
	Depths []int64 // context in tokens, a curve each
	least  int64   // curves begin here
	most   int64   // no curve goes further, whatever was measured

	batch  func(x, context int64) oracle.Batch
	extent func(*profile.Range) int64
	table  func(*profile.Grid) *profile.Table    // attention; its last axis is the context
	cells  func(*profile.Sampled) *profile.Cells // of such steps
	alone  bool                                  // the step has one request
}

// Families are the curves that Pack draws.
var Families = []Family{Decode, Prefill}

// Decode is a step of decodes of equal context.
var Decode = Family{
	Name: "decode", Depths: []int64{256, 1024, 4096, 16384}, least: 1, most: 1024,
	batch: func(n, context int64) oracle.Batch {
		return oracle.Batch{Decodes: n, DecodeContext: n * context, DecodeMin: context, DecodeMax: context, Outputs: n}
	},
	extent: func(r *profile.Range) int64 { return r.MaxDecodeSeqs },
	table:  func(g *profile.Grid) *profile.Table { return &g.Decode },
	cells:  func(s *profile.Sampled) *profile.Cells { return &s.Decode },
}

// Prefill is a step of one prefill.
var Prefill = Family{
	Name: "prefill", Depths: []int64{0, 1024, 4096, 16384}, least: 16, most: 32768,
	batch: func(tokens, context int64) oracle.Batch {
		return oracle.Batch{PrefillTokens: tokens, PrefillContext: context, PrefillReqs: 1, PrefillPairs: tokens*context + tokens*tokens/2, Outputs: 1}
	},
	extent: func(r *profile.Range) int64 { return r.MaxPrefillTokens },
	table:  func(g *profile.Grid) *profile.Table { return &g.Prefill },
	cells:  func(s *profile.Sampled) *profile.Cells { return &s.Mixed },
	alone:  true,
}

// X is the column that the curves stand over.
func (f *Family) X() string { return f.Name + ".x" }

// Curve is the column of the curve at a context depth.
func (f *Family) Curve(depth int64) string { return f.Name + "." + strconv.FormatInt(depth, 10) }

// Points are the columns of the points behind the curve at a context depth.
func (f *Family) Points(depth int64) (x, y string) {
	name := f.Name + ".points." + strconv.FormatInt(depth, 10)
	return name + ".x", name + ".y"
}

// header is the small part of a packed set of curves.
type header struct {
	Profile string
	Columns []columns.Column
}

// Pack draws all families of a profile, in milliseconds, in the format of package columns. A depth that the profile did
// not measure has no columns. Row i of X is the same in every profile whose range goes that far, so that the rows of two
// profiles stand beside each other.
func Pack(p *profile.Profile) ([]byte, error) {
	o, err := oracle.New(p, 0)
	if err != nil {
		return nil, err
	}
	packer := &columns.Packer{}
	for i := range Families {
		Families[i].pack(packer, o, p)
	}
	return packer.Pack(&header{Profile: p.ID, Columns: packer.Columns()})
}

func (f *Family) pack(packer *columns.Packer, o oracle.Oracle, p *profile.Profile) {
	xs := rising(f.least, min(f.most, f.extent(&p.Range)))
	packer.Floats(f.X(), floats(xs))
	for _, depth := range f.Depths {
		if depth > p.Range.MaxContext {
			continue
		}
		packer.Floats(f.Curve(depth), f.latencies(o, xs, depth))
		x, y := f.Points(depth)
		xs, ys := f.points(o, p, depth)
		packer.Floats(x, xs)
		packer.Floats(y, ys)
	}
}

func (f *Family) latencies(o oracle.Oracle, xs []int64, context int64) []float64 {
	ms := make([]float64, len(xs))
	for i, x := range xs {
		b := f.batch(x, context)
		ms[i] = float64(o.Mean(&b).Total()) / 1e6
	}
	return ms
}

// perOctave is how many points a curve has from one power of two to the next.
const perOctave = 8

// rising lists whole numbers from first to last, evenly on a logarithmic scale where they are far enough apart for that.
func rising(first, last int64) []int64 {
	var xs []int64
	for i := 0; ; i++ {
		x := int64(math.Round(math.Ldexp(math.Pow(2, float64(i%perOctave)/perOctave), i/perOctave)))
		if x > last {
			return xs
		}
		if x >= first && (len(xs) == 0 || x > xs[len(xs)-1]) {
			xs = append(xs, x)
		}
	}
}

func floats(values []int64) []float64 {
	list := make([]float64, len(values))
	for i, v := range values {
		list[i] = float64(v)
	}
	return list
}

// Members are those of the JSON.
func (h *header) Members() plainjson.Members {
	return plainjson.Members{
		"profile", &h.Profile, "columns", plainjson.List(&h.Columns),
	}
}
