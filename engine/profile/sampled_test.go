package profile

import (
	"reflect"
	"strings"
	"testing"
)

func validSampled() *Profile {
	p := valid()
	p.Kind, p.Grid = KindSampled, nil
	cells := Cells{Tokens: Counts{1, 1, 300}, Requests: Counts{2, 7, 2}, KV: Counts{2048, 0, 1 << 30}, Samples: Counts{9, 1, 5}, NS: Durations{1, 2, 3, 4, 5, 6}}
	byNew := cells
	byNew.NewReqs = Counts{1, 0, 4}
	p.Sampled = &Sampled{
		Mode: ModeSample, Neighbours: 4, Widths: Widths{1, 5, 4096, 1}, AlphaKV: 0.5, Overhead: []Overhead{{1, 10}, {5, 20}}, Values: 2,
		Decode: cells, Mixed: cells, MixedByNew: &byNew,
	}
	return p
}

func TestSampledEncodeAndParseAreInverse(t *testing.T) {
	want := validSampled()
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(data)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, error %v; want %+v", got.Sampled, err, want.Sampled)
	}
}

func TestSampledErrorsNameTheField(t *testing.T) {
	for _, c := range []struct {
		field string
		spoil func(*Sampled)
	}{
		{"sampled.mode", func(s *Sampled) { s.Mode = "best" }},
		{"sampled.neighbours", func(s *Sampled) { s.Neighbours = MaxNeighbours + 1 }},
		{"sampled.widths.requests", func(s *Sampled) { s.Widths.Requests = 0 }},
		{"sampled.values", func(s *Sampled) { s.Values = 0 }},
		{"sampled.alpha_kv", func(s *Sampled) { s.AlphaKV = -1 }},
		{"sampled.overhead", func(s *Sampled) { s.Overhead[1].Requests = 1 }},
		{"sampled.decode.tokens", func(s *Sampled) { s.Decode.Tokens = nil }},
		{"sampled.decode", func(s *Sampled) { s.Decode.Tokens = Counts{2, 1, 300} }},
		{"sampled.decode", func(s *Sampled) { s.Decode.Requests = Counts{7, 2, 2} }},
		{"sampled.decode", func(s *Sampled) { s.Decode.Samples = Counts{1, 0, 1} }},
		{"sampled.mixed", func(s *Sampled) { s.Mixed.Requests = Counts{1} }},
		{"sampled.mixed.ns", func(s *Sampled) { s.Mixed.NS = s.Mixed.NS[1:] }},
		{"sampled.mixed.new_reqs", func(s *Sampled) { s.Mixed.NewReqs = Counts{1, 2, 3} }},
		{"sampled.mixed_by_new.new_reqs", func(s *Sampled) { s.MixedByNew.NewReqs = nil }},
	} {
		p := validSampled()
		c.spoil(p.Sampled)
		if _, err := p.Encode(); err == nil || !strings.Contains(err.Error(), "profile: "+c.field) {
			t.Errorf("%s: error is %v", c.field, err)
		}
	}
	p := validSampled()
	p.Sampled = nil
	if _, err := p.Encode(); err == nil || !strings.Contains(err.Error(), "profile: sampled") {
		t.Errorf("no cells: error is %v", err)
	}
}

func TestCountsRefuseWhatIsOutOfRange(t *testing.T) {
	for _, text := range []string{"\x01", "\x80", "\xff\xff\xff\xff\xff\xff\xff\x01"} { // −1, half a varint, too long
		var c Counts
		if err := c.Unpack([]byte(text)); err == nil {
			t.Errorf("%x: read as %v", text, c)
		}
	}
}

func TestCountsReachTheirLimit(t *testing.T) {
	for last, ok := range map[int64]bool{maxCount: true, maxCount + 1: false} {
		raw, err := Counts{3, last}.Pack()
		if err != nil {
			t.Fatal(err)
		}
		var c Counts
		if err := c.Unpack(raw); (err == nil) != ok {
			t.Errorf("a count of %d: error %v", last, err)
		}
	}
}
