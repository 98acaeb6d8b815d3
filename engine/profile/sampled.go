package profile

import (
	"encoding/binary"

	"github.com/llmemu/playground/internal/message"
)

// Values of Sampled.Mode: what a cell answers with.
const (
	ModeSample = "sample" // one of its values, each as likely as another
	ModeMedian = "median" // the middle one
	ModeMean   = "mean"   // their mean
)

// MaxNeighbours bounds Sampled.Neighbours.
const MaxNeighbours = 30

// Sampled holds step times as they were sampled in serving: a step is looked up by its tokens and its requests, and
// where the capture recorded it by the KV tokens of its decodes. Docs: docs/SAMPLED.md.
type Sampled struct {
	Mode       string // ModeSample, ModeMedian or ModeMean
	Neighbours int64  // 1: nearest cell; above: that many, pooled; 0: until they hold 30 samples
	Widths     Widths
	AlphaKV    float64    // tokens looked up per KV token, added to the step's tokens; 0..1
	Overhead   []Overhead // added to mixed steps, by requests; linear in between, constant outside; null: none
	Values     int64      // kept of each cell, see Cells.NS
	Decode     Cells      // steps without a prefill
	Mixed      Cells      // steps with one
	// MixedByNew holds steps with a prefill by the requests they admitted; it answers where that number occurs in it.
	MixedByNew *Cells
}

// Widths are the bucket widths of the capture. A bucket is named by floor(x/width)·width + floor(width/2).
type Widths struct {
	Tokens   int64
	Requests int64
	KV       int64 // tokens
	NewReqs  int64 // requests
}

// Overhead is scheduling time of a step with so many requests.
type Overhead struct {
	Requests int64
	NS       int64
}

// Cells is a table of sampled step times: one entry of every column is one cell. Cells are in increasing order of
// tokens, then requests, then KV.
type Cells struct {
	Tokens   Counts // of the step: bucket
	Requests Counts // of the step: bucket
	KV       Counts // computed tokens of the decodes: bucket; null where the capture has no such axis
	NewReqs  Counts // bucket; in Sampled.MixedByNew alone
	Samples  Counts // how many the capture had
	// NS has Sampled.Values times of each cell, in increasing order: the sorted samples are cut into as many equal shares,
	// and each share leaves its mean. So the mean of a cell is kept exactly but for Durations' rounding.
	NS Durations
}

// Counts are non-negative integers that differ little from one to the next: base64 of the differences as varints.
type Counts []int64

// Pack writes the differences, nil for none.
func (c Counts) Pack() ([]byte, error) {
	if c == nil {
		return nil, nil
	}
	raw, last := make([]byte, 0, 2*len(c)), int64(0)
	for _, v := range c {
		raw = binary.AppendVarint(raw, v-last)
		last = v
	}
	return raw, nil
}

// Unpack reads what Pack writes.
func (c *Counts) Unpack(raw []byte) error {
	*c = make(Counts, 0, len(raw))
	last := int64(0)
	for len(raw) > 0 {
		difference, n := binary.Varint(raw)
		last += difference
		if n <= 0 || last < 0 || last > maxCount {
			return message.Errorf("value %d is not in 0..%d", len(*c), int64(maxCount))
		}
		*c, raw = append(*c, last), raw[n:]
	}
	return nil
}

// maxCount bounds a count: KV tokens of 2^24 requests of 2^24 tokens do not occur.
const maxCount = 1 << 40

func (s *Sampled) validate() error {
	if s.Mode != ModeSample && s.Mode != ModeMedian && s.Mode != ModeMean {
		return message.Errorf("sampled.mode: %q, allowed are sample, median and mean", s.Mode)
	}
	for _, f := range []integer{
		{"sampled.neighbours", s.Neighbours, 0, MaxNeighbours},
		{"sampled.widths.tokens", s.Widths.Tokens, 1, maxTokens},
		{"sampled.widths.requests", s.Widths.Requests, 1, maxTokens},
		{"sampled.widths.kv", s.Widths.KV, 1, maxTokens},
		{"sampled.widths.new_reqs", s.Widths.NewReqs, 1, maxTokens},
		{"sampled.values", s.Values, 1, 1 << 10},
	} {
		if f.value < f.low || f.value > f.high {
			return message.Errorf("%s: %d, allowed are %d..%d", f.name, f.value, f.low, f.high)
		}
	}
	if !(s.AlphaKV >= 0 && s.AlphaKV <= 1) {
		return message.Errorf("sampled.alpha_kv: %v, allowed are 0..1", s.AlphaKV)
	}
	for i, o := range s.Overhead {
		if o.NS < 0 || o.NS > MaxDuration || o.Requests < 0 || o.Requests > maxTokens || i > 0 && o.Requests <= s.Overhead[i-1].Requests {
			return message.Errorf("sampled.overhead: entry %d has %d requests and %d ns, allowed are increasing requests and 0..%d ns", i, o.Requests, o.NS, int64(MaxDuration))
		}
	}
	if err := s.Decode.validate("sampled.decode", s.Values, false); err != nil {
		return err
	}
	if err := s.Mixed.validate("sampled.mixed", s.Values, false); err != nil {
		return err
	}
	if s.MixedByNew == nil {
		return nil
	}
	return s.MixedByNew.validate("sampled.mixed_by_new", s.Values, true)
}

func (c *Cells) validate(name string, values int64, byNew bool) error {
	n := len(c.Tokens)
	if n == 0 {
		return message.Errorf("%s.tokens: no cell", name)
	}
	if len(c.Requests) != n || len(c.Samples) != n || c.KV != nil && len(c.KV) != n {
		return message.Errorf("%s: %d tokens, %d requests, %d kv and %d samples; allowed are equally many", name, n, len(c.Requests), len(c.KV), len(c.Samples))
	}
	if byNew && len(c.NewReqs) != n || !byNew && c.NewReqs != nil {
		return message.Errorf("%s.new_reqs: %d values for %d cells", name, len(c.NewReqs), n)
	}
	if int64(len(c.NS)) != int64(n)*values {
		return message.Errorf("%s.ns: %d values, %d cells of %d need %d", name, len(c.NS), n, values, int64(n)*values)
	}
	for i := range n {
		if c.Tokens[i] > maxTokens || c.Requests[i] > maxTokens || c.Samples[i] < 1 {
			return message.Errorf("%s: cell %d has %d tokens, %d requests and %d samples; allowed are up to %d tokens and requests and at least 1 sample",
				name, i, c.Tokens[i], c.Requests[i], c.Samples[i], maxTokens)
		}
		if i > 0 && (c.Tokens[i] < c.Tokens[i-1] || c.Tokens[i] == c.Tokens[i-1] && c.Requests[i] < c.Requests[i-1]) {
			return message.Errorf("%s: cell %d is not in order of tokens and requests", name, i)
		}
	}
	return nil
}
