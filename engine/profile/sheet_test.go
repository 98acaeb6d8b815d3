package profile

import "testing"

// TestSheet is what people read of a profile: without its latencies, memory as cards are sold.
func TestSheet(t *testing.T) {
	p := valid()
	p.GPU.MemoryBytes = 25_430_000_000 // 23.7 GiB
	p.Engine.TP, p.Engine.Dtype = 1, "bfloat16"
	if sheet := p.Sheet(); sheet.Grid != nil || sheet.Sampled != nil || p.Grid == nil || sheet.ID != p.ID {
		t.Errorf("the sheet is %+v", sheet)
	}
	if p.Hardware() != "24 GB, 1 GPU" || p.Precision() != "bf16, TP 1" {
		t.Errorf("%q, %q", p.Hardware(), p.Precision())
	}
	p.Engine.TP, p.Engine.Dtype = 2, "float16"
	if p.Hardware() != "24 GB, 2 GPUs" || p.Precision() != "fp16, TP 2" {
		t.Errorf("%q, %q", p.Hardware(), p.Precision())
	}
	if ShortDtype("fp8") != "fp8" {
		t.Errorf("fp8 is %q", ShortDtype("fp8"))
	}
}

// TestAllReduce counts by hand: 10 layers, two rings each of 2·(4 − 1) hops are 120 hops of 5 µs; a token's activations are
// 2·1,024 bytes, a quarter of which goes over each hop at 50 bytes a nanosecond: 120·512/50.
func TestAllReduce(t *testing.T) {
	p := valid()
	p.Model.Layers, p.Model.Hidden, p.Engine.TP = 10, 1024, 4
	p.Interconnect = nil
	if fixed, perToken := p.AllReduceNS(); fixed != 0 || perToken != 0 {
		t.Errorf("without a link %g ns and %g ns a token", fixed, perToken)
	}
	p.Interconnect = &Interconnect{LatencyUS: 5, BandwidthGBs: 50}
	if fixed, perToken := p.AllReduceNS(); fixed != 600_000 || perToken != 1228.8 {
		t.Errorf("%g ns and %g ns a token", fixed, perToken)
	}
}
