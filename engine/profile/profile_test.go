package profile

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// valid is a complete profile with the smallest tables there can be.
func valid() *Profile {
	axis := []int64{1, 2}
	table := func(dims int) Table {
		t := Table{NS: make(Durations, 1<<dims)}
		for range dims {
			t.Axes = append(t.Axes, axis)
		}
		for i := range t.NS {
			t.NS[i] = int64(i) << 12
		}
		return t
	}
	return &Profile{
		Format: Format, ID: "gpu-model-bf16-tp1", Title: "Model <on> GPU", Kind: KindGrid,
		GPU:      GPU{Name: "GPU", MemoryBytes: 24 << 30},
		Model:    Model{ID: "org/model", Name: "Model", Layers: 32, Hidden: 4096, Heads: 32, KVHeads: 8, HeadDim: 128, Intermediate: 14336, Vocab: 128256, Parameters: 8e9, MaxModelLen: 131072},
		Engine:   Engine{VLLMVersion: "0.19.0", Dtype: "bfloat16", KVDtype: "bfloat16", TP: 1, MaxModelLen: 32768, MaxNumSeqs: 256, MaxNumBatchedTokens: 2048, BlockSize: 16, GPUMemoryUtilization: 0.9},
		Memory:   Memory{WeightBytes: 16e9, OverheadBytes: 1e9},
		Source:   Source{Name: "somebody", Licence: "MIT"},
		Measured: []string{"one"}, Assumed: []string{"two"},
		Range: Range{MaxPrefillTokens: 2, MaxContext: 2, MaxDecodeSeqs: 2, MaxDecodeSeqsMixed: 2},
		Grid: &Grid{
			Dense: table(1), Head: table(1), Decode: table(2), Prefill: table(2), Mixed: table(4),
			Skew: &Skew{
				Decodes: axis, Rate: axis, Longest: axis, PrefillTokens: axis, PrefillContext: axis,
				Decode: make(Alphas, 8), Mixed: make(Alphas, 32),
			},
		},
	}
}

func TestEncodeAndParseAreInverse(t *testing.T) {
	want := valid()
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	again, err := got.Encode()
	if err != nil || !bytes.Equal(again, data) {
		t.Errorf("encoding again gives other bytes (error %v)", err)
	}
	if !bytes.Contains(data, []byte("[1, 2]")) || !bytes.Contains(data, []byte("<on>")) {
		t.Errorf("not written for people:\n%s", data)
	}
}

func TestErrorsNameTheField(t *testing.T) {
	for _, c := range []struct {
		field string
		spoil func(*Profile)
	}{
		{"format", func(p *Profile) { p.Format = 2 }},
		{"kind", func(p *Profile) { p.Kind = "cells" }},
		{"id", func(p *Profile) { p.ID = "" }},
		{"source.licence", func(p *Profile) { p.Source.Licence = "" }},
		{"engine.kv_dtype", func(p *Profile) { p.Engine.KVDtype = "auto" }},
		{"engine.tp", func(p *Profile) { p.Engine.TP = 0 }},
		{"engine.gpu_memory_utilization", func(p *Profile) { p.Engine.GPUMemoryUtilization = 1.5 }},
		{"engine.gpu_memory_utilization", func(p *Profile) { p.Engine.GPUMemoryUtilization = 0 }},
		{"gpu.memory_bytes", func(p *Profile) { p.GPU.MemoryBytes = -1 }},
		{"model.layers", func(p *Profile) { p.Model.Layers = 1 << 40 }},
		{"frontend.serial_us", func(p *Profile) { p.Frontend.SerialUS = -1 }},
		{"frontend.serial_us_per_1k_tokens", func(p *Profile) { p.Frontend.SerialUSPer1K = -1 }},
		{"host.step_us", func(p *Profile) { p.Host = &Host{StepUS: -1} }},
		{"host.sequence_us", func(p *Profile) { p.Host = &Host{SequenceUS: -1} }},
		{"grid.alternative.kv_dtype", func(p *Profile) { withAlternative(p).Grid.Alternative.KVDtype = "bfloat16" }},
		{"grid.alternative.kv_dtype", func(p *Profile) { withAlternative(p).Grid.Alternative.KVDtype = "int4" }},
		{"grid.alternative.decode", func(p *Profile) { withAlternative(p).Grid.Alternative.Decode = nil }},
		{"grid.alternative.prefill", func(p *Profile) { withAlternative(p).Grid.Alternative.Prefill = nil }},
		{"grid.alternative", func(p *Profile) { withAlternative(p).Grid.Skew = valid().Grid.Skew }},
		{"grid.alternative", func(p *Profile) { withAlternative(p).Grid.Mixed = valid().Grid.Mixed }},
		{"interconnect.latency_us", func(p *Profile) { p.Interconnect = &Interconnect{LatencyUS: -1, BandwidthGBs: 1} }},
		{"interconnect.bandwidth_gb_s", func(p *Profile) { p.Interconnect = &Interconnect{LatencyUS: 1} }},
		{"grid", func(p *Profile) { p.Grid = nil }},
		{"grid.dense.axes", func(p *Profile) { p.Grid.Dense.Axes = nil }},
		{"grid.head", func(p *Profile) { p.Grid.Head.Axes = [][]int64{{1}} }},
		{"grid.decode", func(p *Profile) { p.Grid.Decode.Axes = [][]int64{{1, 2}, {2, 2}} }},
		{"grid.prefill.ns", func(p *Profile) { p.Grid.Prefill.NS = p.Grid.Prefill.NS[1:] }},
		{"grid.mixed", func(p *Profile) { p.Grid.Mixed.Axes = [][]int64{many(256), many(256), many(256), many(256)} }},
		{"grid.skew.decode", func(p *Profile) { p.Grid.Skew.Decode = nil }},
		{"grid.skew.mixed", func(p *Profile) { p.Grid.Skew.Mixed = nil }},
		{"grid.skew.prefill_tokens", func(p *Profile) { p.Grid.Skew.PrefillTokens = []int64{1} }},
	} {
		p := valid()
		c.spoil(p)
		if _, err := p.Encode(); err == nil || !strings.Contains(err.Error(), "profile: "+c.field) {
			t.Errorf("%s: error is %v", c.field, err)
		}
	}
}

func many(n int64) []int64 {
	axis := make([]int64, n)
	for i := range axis {
		axis[i] = int64(i)
	}
	return axis
}

func TestParseRejectsWhatIsNotAProfile(t *testing.T) {
	data, err := valid().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty":             "",
		"unknown field":     strings.Replace(string(data), `"kind"`, `"kinds"`, 1),
		"trailing value":    string(data) + "{}",
		"broken base64":     strings.Replace(string(data), `"ns": "`, `"ns": "!`, 1),
		"half a code":       strings.Replace(string(data), `"ns": "`, `"ns": "AAAA`, 1),
		"more than allowed": string(data) + strings.Repeat(" ", MaxFileBytes),
	} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	data, err := valid().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse(data)
		if err != nil {
			return
		}
		if _, err := p.Encode(); err != nil {
			t.Errorf("parsed, but cannot be encoded: %v", err)
		}
	})
}

func TestNumGPUBlocks(t *testing.T) {
	p := valid() // 128 KiB a token
	if got := p.KVBytesPerToken(); got != 131072 {
		t.Fatalf("KVBytesPerToken = %d, want 131072", got)
	}
	for _, c := range []struct {
		utilization float64
		blockSize   int64
		want        int64
	}{
		{0.9, 16, 2952}, // (25,769,803,776 · 0.9 − 17e9) / 2 MiB = 2952.97
		{0.9, 32, 1476},
		{1, 16, 4181},
		{0.5, 16, 0},
	} {
		if got := p.NumGPUBlocks(c.utilization, c.blockSize); got != c.want {
			t.Errorf("NumGPUBlocks(%v, %d) = %d, want %d", c.utilization, c.blockSize, got, c.want)
		}
	}
	p.Engine.KVDtype, p.Engine.TP = "fp8", 2
	if got := p.KVBytesPerToken(); got != 131072/4 {
		t.Errorf("KVBytesPerToken with fp8 and two ranks = %d, want %d", got, 131072/4)
	}
}

// Two ring all-reduces a layer over two GPUs: 32·2 of two hops each, that carry half of 2·4096 bytes a token.
// TestMoreGPUsThanKVHeads: each holds a whole head.
func TestMoreGPUsThanKVHeads(t *testing.T) {
	p := valid()
	for tp, want := range map[int64]int64{8: 131072 / 8, 16: 131072 / 8, 1024: 131072 / 8} {
		p.Engine.TP = tp
		if got := p.KVBytesPerToken(); got != want {
			t.Errorf("TP %d: %d bytes, want %d", tp, got, want)
		}
	}
}

func TestAllReduceNS(t *testing.T) {
	p := valid()
	if fixed, perToken := p.AllReduceNS(); fixed != 0 || perToken != 0 {
		t.Errorf("without a link they take %g ns and %g a token", fixed, perToken)
	}
	p.Engine.TP = 2
	p.Interconnect = &Interconnect{LatencyUS: 3, BandwidthGBs: 8}
	if fixed, perToken := p.AllReduceNS(); fixed != 32*2*2*3000 || perToken != 32*2*2*4096/8 {
		t.Errorf("they take %g ns and %g a token", fixed, perToken)
	}
}

func TestWhatPeopleReadOfAProfile(t *testing.T) {
	p := valid()
	p.GPU.MemoryBytes = 25_757_220_864 // 23.99 GiB, as drivers report a card of 24
	if got := p.Hardware(); got != "24 GB, 1 GPU" {
		t.Errorf("hardware %q", got)
	}
	p.Engine.TP, p.Engine.Dtype = 4, "float16"
	if got := p.Hardware() + "; " + p.Precision(); got != "24 GB, 4 GPUs; fp16, TP 4" {
		t.Errorf("hardware and precision %q", got)
	}
	if sheet := p.Sheet(); sheet.Grid != nil || sheet.Sampled != nil || p.Grid == nil || sheet.ID != p.ID {
		t.Error("a sheet has latencies, or its profile has lost them")
	}
}
