package compose

import (
	"math"
	"strings"
	"testing"
)

func line(x []int64, ns ...float64) *lattice { return &lattice{axes: [][]int64{x}, values: ns} }

func wantNS(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*want {
		t.Errorf("%s: %v ns, want %v", what, got, want)
	}
}

func TestProductsBetweenMeasuredShapes(t *testing.T) {
	o := &operators{products: map[shape]*lattice{}}
	for _, n := range []int64{10, 20} {
		for _, k := range []int64{100, 300} {
			o.products[shape{"fp8", n, k}] = line([]int64{1, 3}, float64(n*k), float64(3*n*k))
		}
	}
	for _, c := range []struct{ n, k, m int64 }{{10, 100, 1}, {15, 100, 1}, {15, 200, 2}, {20, 150, 3}, {40, 100, 1}, {15, 600, 1}} {
		got, err := o.product(shape{"fp8", c.n, c.k}, c.m)
		if err != nil {
			t.Fatal(err)
		}
		wantNS(t, "product of bilinear times", got, float64(c.n*c.k*c.m))
	}
	if _, err := o.product(shape{"bfloat16", 10, 100}, 1); err == nil || !strings.Contains(err.Error(), "bfloat16") {
		t.Errorf("a dtype that was not measured: error is %v", err)
	}
	delete(o.products, shape{"fp8", 20, 300})
	if _, err := o.product(shape{"fp8", 15, 200}, 1); err == nil || !strings.Contains(err.Error(), "n=20 k=300") {
		t.Errorf("a shape that is missing: error is %v", err)
	}
}

// A call starts in 10 ns. The largest one reads 4·1,000 keys at 1 ns each; smaller ones found theirs in the cache.
func TestDecodesReadTheirKeysFromMemory(t *testing.T) {
	decode, err := coldDecode(map[decodeCell]float64{
		{1, 1}: 10, {1, 1000}: 200, {4, 1}: 10, {4, 100}: 50, {4, 1000}: 4010,
	})
	if err != nil {
		t.Fatal(err)
	}
	wantNS(t, "measured", decode(4, 1000), 4010)
	wantNS(t, "from the cache, as measured", decode(4, 100), 10+400)
	wantNS(t, "one decode", decode(1, 1000), 10+1000)
	wantNS(t, "beyond the longest context", decode(4, 2000), 10+8000)
	if _, err := coldDecode(map[decodeCell]float64{{1, 1}: 10, {4, 100}: 50}); err == nil {
		t.Error("no start of four decodes: no error")
	}
}

func TestPrefillsWithContext(t *testing.T) {
	tokens := []int64{1, 100, 200, 400}
	prefill := chunkedPrefill(line(tokens, 10, 100, 300, 1000), line(tokens, 10, 50, 150, 500))
	wantNS(t, "without context", prefill(200, 0), 300)
	wantNS(t, "what 400 tokens take more than 200", prefill(200, 200), 10+1000-300)
	wantNS(t, "as long as one head's 101 tokens", prefill(1, 99), 50)
}

func TestAChipIsNoSlowerThanASlowerOne(t *testing.T) {
	heads := attentionShape{"fp8", 8, 1}
	own := &operators{
		generation: map[attentionShape]map[decodeCell]float64{heads: {{1, 1}: 5, {1, 2}: 9}},
		allReduce:  map[int64]*lattice{2: line([]int64{128, 256}, 7, 8)},
	}
	own.boundBy(&operators{
		generation: map[attentionShape]map[decodeCell]float64{heads: {{1, 1}: 6, {1, 2}: 7, {1, 4}: 8}},
		allReduce:  map[int64]*lattice{2: line([]int64{128, 256}, 5, 9)},
	})
	cells, sums := own.generation[heads], own.allReduce[2].values
	if len(cells) != 2 || cells[decodeCell{1, 1}] != 5 || cells[decodeCell{1, 2}] != 7 || sums[0] != 5 || sums[1] != 8 {
		t.Errorf("decodes %v, all-reduces %v", cells, sums)
	}
}

func TestFP8ProductsTakeNoLongerThanABetterKernel(t *testing.T) {
	rows := []int64{1, 32, 1024}
	o := &operators{products: map[shape]*lattice{
		{"fp8", 8, 8}:      line(rows, 9, 6, 40),
		{"bfloat16", 8, 8}: line(rows, 8, 8, 30),
	}}
	o.boundFP8()
	fp8, wide := o.products[shape{"fp8", 8, 8}].values, o.products[shape{"bfloat16", 8, 8}].values
	if fp8[0] != 6 || fp8[1] != 6 || fp8[2] != 30 || wide[0] != 8 {
		t.Errorf("fp8 %v, 16 bits %v", fp8, wide)
	}
}

// Every part of a step of a model with one layer, whose kernels take 1 µs, and element-wise layers their start.
func TestOperatorStepIsTheSumOfItsKernels(t *testing.T) {
	small := *llama31x8B
	small.Layers, small.Hidden, small.Intermediate, small.Vocab = 1, 256, 512, 1000
	d := &deployment{system: &system{gpu: h100}, model: &small, dtype: "fp8", kvDtype: "fp8", tp: 2}
	o := &operators{products: map[shape]*lattice{}, allReduce: map[int64]*lattice{2: line([]int64{1, 1 << 20}, 1000, 1000)}}
	flat := line([]int64{1, 1024}, 1000, 1000)
	for _, s := range small.matrices("fp8", 2) {
		o.products[s] = flat
	}
	o.products[shape{"bfloat16", 500, 256}] = flat
	o.context = map[attentionShape]*lattice{{"fp8", 16, 4}: flat, {"fp8", 1, 1}: flat}
	o.generation = map[attentionShape]map[decodeCell]float64{{"fp8", 16, 4}: {{1, 1}: 1000, {1, 1024}: 1000, {256, 1}: 1000, {256, 1024}: 1000}}
	c, err := composeOperators(o, d)
	if err != nil {
		t.Fatal(err)
	}
	step := mixedBatch(16, 1, 128)
	wantNS(t, "mixed step", c.Step(&step), 4*1000+2*1000+5*kernelStart+(1000+1000)+1000+samplerStart+hostNS)

	delete(o.allReduce, 2)
	if _, err := composeOperators(o, d); err == nil || !strings.Contains(err.Error(), "2 GPUs") {
		t.Errorf("no all-reduces: error is %v", err)
	}
}

func TestWeightsOfFP8(t *testing.T) {
	m := memoryOf(llama31x70B, "fp8", 2)
	// Embedding and lm_head of 128,256 × 8,192 and 161 norms of 8,192 have 16 bits, all else 8.
	want := (llama31x70B.Parameters + 2*128256*8192 + 161*8192) / 2
	if m.WeightBytes != want {
		t.Errorf("%d bytes, want %d", m.WeightBytes, want)
	}
}

// No step can read its weights faster than the GPU's published memory bandwidth allows.
func TestNoStepBeatsTheMemory(t *testing.T) {
	for _, d := range deployments {
		p := stored(t, d.id)
		head := 2 * d.model.Vocab / d.tp * d.model.Hidden
		layers := p.Memory.WeightBytes - 2*head // the embedding, as large as lm_head, is not read as a whole
		for _, c := range []struct {
			part  string
			ns    []int64
			bytes int64
		}{{"layers", p.Grid.Dense.NS, layers}, {"lm_head", p.Grid.Head.NS, head}} {
			for i, ns := range c.ns {
				if least := float64(c.bytes) / d.system.gpu.bytesPerNS; float64(ns) < least {
					t.Errorf("%s, %s, knot %d: %d ns, reading the weights alone takes %.0f", d.id, c.part, i, ns, least)
				}
			}
		}
	}
}
