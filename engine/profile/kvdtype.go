package profile

import (
	"slices"
	"strings"

	"github.com/llmemu/playground/internal/message"
)

// Alternative is attention with keys and values of another dtype than Engine.KVDtype, over the same axes as Grid.Decode
// and Grid.Prefill. Nothing else of a step depends on that dtype.
type Alternative struct {
	KVDtype string
	Decode  Durations
	Prefill Durations
}

// KVAuto is vLLM's kv_cache_dtype that leaves the choice to model and engine: Engine.KVDtype.
const KVAuto = "auto"

// KVCacheDTypes lists what WithKVCacheDType takes besides KVAuto, as people write it, the profile's own first.
func (p *Profile) KVCacheDTypes() []string {
	dtypes := []string{ShortDtype(p.Engine.KVDtype)}
	if other := p.otherKVDtype(); other != "" {
		dtypes = append(dtypes, ShortDtype(other))
	}
	return dtypes
}

// otherKVDtype is that of the second table of attention, "" without one. A sheet has no table, and remembers.
func (p *Profile) otherKVDtype() string {
	if p.Grid != nil && p.Grid.Alternative != nil {
		return p.Grid.Alternative.KVDtype
	}
	return p.OtherKVDtype
}

// WithKVCacheDType is the profile with keys and values of a dtype: "auto", "fp8", "bf16" or what vLLM calls them. Attention,
// block size in bytes and pool follow. The error says why the profile cannot tell.
func (p *Profile) WithKVCacheDType(dtype string) (*Profile, error) {
	if dtype == KVAuto || ShortDtype(dtype) == ShortDtype(p.Engine.KVDtype) {
		return p, nil
	}
	if !slices.Contains(p.KVCacheDTypes(), ShortDtype(dtype)) {
		return nil, message.Errorf("%s was measured with %s keys and values alone", p.Title, strings.Join(p.KVCacheDTypes(), " and "))
	}
	other, grid := *p, *p.Grid
	own := Alternative{KVDtype: p.Engine.KVDtype, Decode: p.Grid.Decode.NS, Prefill: p.Grid.Prefill.NS}
	chosen := p.Grid.Alternative
	other.Engine.KVDtype = chosen.KVDtype
	grid.Decode.NS, grid.Prefill.NS, grid.Alternative = chosen.Decode, chosen.Prefill, &own
	other.Grid = &grid
	return &other, nil
}

func (a *Alternative) validate(g *Grid, own string) error {
	switch {
	case dtypeBytes[a.KVDtype] == 0 || ShortDtype(a.KVDtype) == ShortDtype(own):
		return message.Errorf("grid.alternative.kv_dtype: %q, allowed are bfloat16, float16 and fp8, but for the profile's own", a.KVDtype)
	case len(g.Mixed.Axes) > 0 || g.Skew != nil:
		return message.Errorf("grid.alternative: allowed is to give it where there is neither a mixed nor a skew table")
	case len(a.Decode) != len(g.Decode.NS):
		return message.Errorf("grid.alternative.decode: %d values, the axes of grid.decode need %d", len(a.Decode), len(g.Decode.NS))
	case len(a.Prefill) != len(g.Prefill.NS):
		return message.Errorf("grid.alternative.prefill: %d values, the axes of grid.prefill need %d", len(a.Prefill), len(g.Prefill.NS))
	}
	return nil
}
