package servercfg

import (
	"errors"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
)

// both is a card with attention measured for two dtypes of keys and values.
func both(own, other string) *profile.Profile {
	p := card(24)
	p.Title, p.Engine.KVDtype = "Both", own
	p.Grid = &profile.Grid{Alternative: &profile.Alternative{KVDtype: other}}
	return p
}

// TestKVCacheDTypeIsServed where the profile has both tables; the rules of the start then see a pool of twice the blocks.
func TestKVCacheDTypeIsServed(t *testing.T) {
	p := both("bfloat16", "fp8")
	s := open(func(e *scenario.Engine) { e.KVCacheDType, e.MaxModelLen = "fp8", 131072 })
	served, err := Served(s, p)
	if err != nil || served.Engine.KVDtype != "fp8" || p.Engine.KVDtype != "bfloat16" {
		t.Fatalf("%+v, error %v", served, err)
	}
	if _, findings := Start(s, served); len(findings) != 0 {
		t.Errorf("one request of 131,072 tokens does not fit: %+v", findings)
	}
	if _, findings := Start(s, p); len(findings) != 1 {
		t.Errorf("it does in bf16: %+v", findings)
	}
	for _, own := range []string{"auto", "bfloat16"} {
		if served, err := Served(open(func(e *scenario.Engine) { e.KVCacheDType = own }), p); err != nil || served != p {
			t.Errorf("%s: %+v, error %v", own, served, err)
		}
	}
}

// TestKVCacheDTypeThatNobodyMeasured is refused at its field, with what is there.
func TestKVCacheDTypeThatNobodyMeasured(t *testing.T) {
	for _, c := range []struct {
		p     *profile.Profile
		asked string
		want  string
	}{
		{card(24), "fp8", "engine.kv_cache_dtype: Card was measured with bf16 keys and values alone; allowed: auto"},
		{both("float16", "fp8"), "bfloat16", "engine.kv_cache_dtype: Both was measured with fp16 and fp8 keys and values alone; allowed: auto, fp8"},
	} {
		if c.p.Title == "" {
			c.p.Title = "Card"
		}
		_, err := Served(open(func(e *scenario.Engine) { e.KVCacheDType = c.asked }), c.p)
		var at *scenario.Error
		if !errors.As(err, &at) || err.Error() != c.want {
			t.Errorf("error %v, want %s", err, c.want)
		}
	}
}

// TestKVCacheDTypesOfASheet are those of its profile.
func TestKVCacheDTypesOfASheet(t *testing.T) {
	for _, c := range []struct {
		p    *profile.Profile
		want []string
	}{
		{card(24), []string{"auto"}}, {both("bfloat16", "fp8"), []string{"auto", "fp8"}}, {both("fp8", "bfloat16"), []string{"auto", "bfloat16"}},
	} {
		if got := KVCacheDTypes(c.p); !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
		if got := KVCacheDTypes(c.p.Sheet()); !slices.Equal(got, c.want) {
			t.Errorf("of its sheet %v, want %v", got, c.want)
		}
	}
}

// TestServerIsTheScenarios where it says something, and else the profile's. A 0 is something.
func TestServerIsTheScenarios(t *testing.T) {
	own := profile.Server{Frontend: profile.Frontend{SerialUS: 1, SerialUSPer1K: 2, ParallelUS: 3, How: "measured"}, Host: profile.Host{StepUS: 4, SequenceUS: 5, How: "assumed"}}
	p := card(24).WithServer(own)
	for _, c := range []struct {
		change func(*scenario.Server)
		want   profile.Server
	}{
		{func(*scenario.Server) {}, own},
		{func(s *scenario.Server) { s.FrontendMs = scenario.Optional{Value: 2.5, Given: true} },
			profile.Server{Frontend: profile.Frontend{SerialUS: 2500, SerialUSPer1K: 2, ParallelUS: 3, How: "measured"}, Host: own.Host}},
		{func(s *scenario.Server) { s.FrontendMsPer1KTokens = scenario.Optional{Value: 0.5, Given: true} },
			profile.Server{Frontend: profile.Frontend{SerialUS: 1, SerialUSPer1K: 500, ParallelUS: 3, How: "measured"}, Host: own.Host}},
		{func(s *scenario.Server) { s.FrontendParallel = scenario.Optional{Given: true} },
			profile.Server{Frontend: profile.Frontend{SerialUS: 1, SerialUSPer1K: 2, How: "measured"}, Host: own.Host}},
		{func(s *scenario.Server) { s.HostMsPerStep = scenario.Optional{Value: 1.5, Given: true} },
			profile.Server{Frontend: own.Frontend, Host: profile.Host{StepUS: 1500, SequenceUS: 5, How: "assumed"}}},
		{func(s *scenario.Server) { s.HostUsPerSeq = scenario.Optional{Value: 32, Given: true} },
			profile.Server{Frontend: own.Frontend, Host: profile.Host{StepUS: 4, SequenceUS: 32, How: "assumed"}}},
	} {
		s := scenario.DefaultOf(2, "p")
		c.change(&s.Server)
		served, err := Served(s, p)
		if err != nil || served.Server() != c.want || p.Server() != own {
			t.Errorf("%+v, error %v, want %+v", served.Server(), err, c.want)
		}
	}
}
