package compose

import (
	"math"
	"slices"
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

func TestLinesAreBoundBySlowerLinks(t *testing.T) {
	own := map[int64]*lattice{2: line([]int64{128, 256}, 7, 8), 4: line([]int64{128, 256}, 9, 9)}
	boundLines(own, map[int64]*lattice{2: line([]int64{64, 192, 256}, 3, 5, 9)})
	if v := own[2].values; v[0] != 4 || v[1] != 8 || own[4].values[0] != 9 {
		t.Errorf("two GPUs %v, four %v", v, own[4].values)
	}
}

func TestEnvelopeTakesWhatMoreRowsTake(t *testing.T) {
	l := line([]int64{1, 2, 3, 4}, 9, 6, 40, 7)
	l.envelope()
	if want := []float64{6, 6, 7, 7}; !slices.Equal(l.values, want) {
		t.Errorf("%v, want %v", l.values, want)
	}
}

// A burst of 2·1,000·100·100 FLOP takes 10 µs; what the GPU sustains would take 20.
func TestProductsAreNoFasterThanTheGPUSustains(t *testing.T) {
	o := &operators{
		products:  map[shape]*lattice{{"fp8", 100, 100}: line([]int64{1, 1000}, 10_000, 10_000), {"bfloat16", 100, 100}: line([]int64{1, 1000}, 10_000, 10_000)},
		sustained: map[string]float64{"fp8": 1000},
	}
	for _, c := range []struct {
		dtype string
		m     int64
		want  float64
	}{{"fp8", 1000, 20_000}, {"fp8", 100, 10_000}, {"bfloat16", 1000, 10_000}} {
		got, err := o.product(shape{c.dtype, 100, 100}, c.m)
		if err != nil {
			t.Fatal(err)
		}
		wantNS(t, c.dtype, got, c.want)
	}
}

// Steps are padded to the next CUDA graph up to 512 tokens, and cost what their own tokens do beyond.
func TestStepsArePaddedToGraphs(t *testing.T) {
	o, d := tiny()
	for _, s := range d.model.matrices("fp8", 2) {
		o.products[s] = line([]int64{1, 512, 1024}, 1_000, 512_000, 1_024_000)
	}
	l, err := operatorDense(o, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ tokens, as float64 }{{1, 1}, {3, 4}, {4, 4}, {5, 8}, {9, 16}, {249, 256}, {257, 272}, {512, 512}, {600, 600}} {
		elementwise := 4 * float64(kernelStart)
		wantNS(t, "padded", l.at(c.tokens), 4*1000*c.as+elementwise+3*1000)
	}
}

// tiny is a model of one layer on two GPUs whose kernels take 1 µs, and element-wise layers their start.
func tiny() (*operators, *deployment) {
	small := *llama31x8B
	small.Layers, small.Hidden, small.Intermediate, small.Vocab = 1, 256, 512, 1000
	d := &deployment{system: &system{gpu: h100, kvDtypes: []string{"bfloat16", "fp8"}}, model: &small, dtype: "fp8", kvDtype: "fp8", tp: 2}
	o := &operators{
		products: map[shape]*lattice{}, allReduce: map[int64]*lattice{2: line([]int64{1, 1 << 20}, 1000, 1000)},
		context: map[attentionShape]*lattice{}, generation: map[attentionShape]map[decodeCell]float64{},
	}
	flat := line([]int64{1, 1024}, 1000, 1000)
	for _, s := range append(small.matrices("fp8", 2), shape{"bfloat16", 500, 256}) {
		o.products[s] = flat
	}
	for i, kv := range d.system.kvDtypes {
		ns := float64(1000 * (2 - i))
		o.context[attentionShape{kv, 16, 4}] = line([]int64{1, 1024}, ns, ns)
		o.context[attentionShape{kv, 1, 1}] = flat
		o.generation[attentionShape{kv, 16, 4}] = map[decodeCell]float64{{1, 1}: ns, {1, 1024}: ns, {256, 1}: ns, {256, 1024}: ns}
	}
	return o, d
}

// Every part of a step of the tiny model: four products, an all-reduce after the embedding and two of the layer, prefill and
// decode attention, lm_head and sampler.
func TestOperatorStepIsTheSumOfItsKernels(t *testing.T) {
	o, d := tiny()
	c, err := composeOperators(o, d)
	if err != nil {
		t.Fatal(err)
	}
	step := mixedBatch(16, 1, 128)
	want := 4*1000 + 3*1000 + 4*kernelStart + (1000 + 1000) + 1000 + float64(samplerStart)
	wantNS(t, "mixed step", c.Step(&step), want)
	if c.alternative == nil || c.alternative.kvDtype != "bfloat16" {
		t.Fatalf("no attention with 16-bit keys: %+v", c.alternative)
	}
	grid := c.grid()
	wantNS(t, "decodes of 16-bit keys", float64(grid.Alternative.Decode[0]), 2000)
	wantNS(t, "decodes of fp8 keys", float64(grid.Decode.NS[0]), 1000)

	o.rescaling = newLattice([][]int64{{1, 1024}, {1, 1024}}, func([]int64) float64 { return 100 })
	if c, err = composeOperators(o, d); err != nil {
		t.Fatal(err)
	}
	wantNS(t, "scales that are known before", c.Step(&step), want-4*100)
	o.rescaling = nil
	d.system.writesKVApart = true
	if c, err = composeOperators(o, d); err != nil {
		t.Fatal(err)
	}
	wantNS(t, "keys that are written apart", c.Step(&step), want+kernelStart)

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
