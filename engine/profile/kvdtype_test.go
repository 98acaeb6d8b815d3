package profile

import (
	"slices"
	"strings"
	"testing"
)

// withAlternative gives a profile fp8 attention, in place of what does not go with it.
func withAlternative(p *Profile) *Profile {
	p.Grid.Mixed, p.Grid.Skew = Table{}, nil
	p.Grid.Alternative = &Alternative{KVDtype: "fp8", Decode: Durations{1, 2, 3, 4}, Prefill: Durations{5, 6, 7, 8}}
	return p
}

func TestWithKVCacheDType(t *testing.T) {
	p := withAlternative(valid())
	for _, own := range []string{"auto", "bfloat16", "bf16"} {
		if same, err := p.WithKVCacheDType(own); err != nil || same != p {
			t.Errorf("%s: %v, error %v, want the profile as it is", own, same, err)
		}
	}
	fp8, err := p.WithKVCacheDType("fp8")
	if err != nil {
		t.Fatal(err)
	}
	if fp8.Engine.KVDtype != "fp8" || fp8.Grid.Decode.NS[3] != 4 || fp8.Grid.Prefill.NS[0] != 5 {
		t.Errorf("fp8: %+v, %+v", fp8.Engine, fp8.Grid)
	}
	if got, want := fp8.NumGPUBlocks(0.9, 16), p.NumGPUBlocks(0.9, 8); got != want {
		t.Errorf("%d blocks with fp8, want %d: a block has half the bytes", got, want)
	}
	if p.Engine.KVDtype != "bfloat16" || p.Grid.Decode.NS[3] != 3<<12 {
		t.Error("the profile itself has changed")
	}
	back, err := fp8.WithKVCacheDType("bf16")
	if err != nil || back.Engine != p.Engine || !slices.Equal(back.Grid.Decode.NS, p.Grid.Decode.NS) {
		t.Errorf("back again: %+v, error %v", back, err)
	}
	if _, err := fp8.Encode(); err != nil {
		t.Errorf("the chosen profile is none: %v", err)
	}
}

func TestKVCacheDTypeThatNobodyMeasured(t *testing.T) {
	p := valid()
	if _, err := p.WithKVCacheDType("fp8"); err == nil || !strings.Contains(err.Error(), "bf16 keys and values alone") {
		t.Errorf("error is %v", err)
	}
	if got := p.KVCacheDTypes(); !slices.Equal(got, []string{"bf16"}) {
		t.Errorf("dtypes %v", got)
	}
	if got := withAlternative(p).KVCacheDTypes(); !slices.Equal(got, []string{"bf16", "fp8"}) {
		t.Errorf("dtypes %v", got)
	}
}

func TestAlternativeIsReadAgain(t *testing.T) {
	p := withAlternative(valid())
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(data)
	if err != nil || !slices.Equal(got.Grid.Alternative.Decode, p.Grid.Alternative.Decode) || got.Grid.Alternative.KVDtype != "fp8" {
		t.Errorf("%+v, error %v", got, err)
	}
}

func TestWithServer(t *testing.T) {
	p := valid()
	s := Server{Frontend: Frontend{SerialUS: 1, SerialUSPer1K: 2, ParallelUS: 3}, Host: Host{StepUS: 4, SequenceUS: 5}}
	other := p.WithServer(s)
	if other.Server() != s || p.Server() != (Server{}) {
		t.Errorf("%+v, and the profile itself %+v", other.Server(), p.Server())
	}
	if bare := other.WithServer(Server{}); bare.Host != nil {
		t.Errorf("host time %+v where there is none", bare.Host)
	}
}
