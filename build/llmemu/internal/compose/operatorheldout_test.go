package compose

import (
	"math"
	"path/filepath"
	"slices"
	"testing"
)

func operatorsOf(t *testing.T, folder string) *operators {
	t.Helper()
	needData(t)
	o, err := readOperators(filepath.Join(dataFolder, operatorFolder, folder))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// The tables that profiles take their matrix products from, by dtype.
var productTables = []struct{ folder, dtype string }{
	{"h100_sxm-vllm-0.24.0", "bfloat16"}, {"h100_sxm-vllm-0.24.0", "fp8"}, {"h200_sxm-vllm-0.24.0", "fp8"},
	{"b200_sxm-vllm-0.24.0", "fp8"}, {"a100_sxm-vllm-0.14.0", "bfloat16"}, {"l40s-vllm-0.24.0", "bfloat16"},
}

// Sizes that matrices of large models have; those between are not held out.
var largeSizes = []int64{2048, 2560, 3072, 3584, 4096, 5120, 6144, 7168, 8192, 10240, 12288, 16384}

// A size of a matrix, n or k, is held out, and predicted from the sizes below and above.
func TestHeldOutShapes(t *testing.T) {
	for _, table := range productTables {
		o := operatorsOf(t, table.folder)
		at := func(n, k, m int64) float64 { return o.products[shape{table.dtype, n, k}].at(float64(m)) }
		truth := map[cell]float64{} // n, k, m, and which of n and k is held out
		var heldOut []cell
		for i := 1; i+1 < len(largeSizes); i++ {
			for _, other := range largeSizes {
				for _, m := range []int64{1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192} {
					for _, c := range []cell{{largeSizes[i], other, m, 0}, {other, largeSizes[i], m, 1}} {
						truth[c] = at(c[0], c[1], m)
						heldOut = append(heldOut, c)
					}
				}
			}
		}
		// between gives the size that is held out, those below and above, and the times there.
		between := func(c cell) (x, low, high, below, above float64) {
			i := slices.Index(largeSizes, c[c[3]])
			lower, upper := c, c
			lower[c[3]], upper[c[3]] = largeSizes[i-1], largeSizes[i+1]
			return float64(c[c[3]]), float64(lower[c[3]]), float64(upper[c[3]]), at(lower[0], lower[1], c[2]), at(upper[0], upper[1], c[2])
		}
		means := compare(t, table.folder+" "+table.dtype+", one n or k left out", truth, heldOut, []method{
			{"linear (chosen)", func(c cell) float64 {
				x, low, high, below, above := between(c)
				return below + (x-low)/(high-low)*(above-below)
			}},
			{"logarithms", func(c cell) float64 {
				x, low, high, below, above := between(c)
				return below * math.Pow(above/below, math.Log(x/low)/math.Log(high/low))
			}},
			{"linear in time per weight", func(c cell) float64 {
				x, low, high, below, above := between(c)
				return x * (below/low + (x-low)/(high-low)*(above/high-below/low))
			}},
			{"larger shape, scaled by n·k", func(c cell) float64 {
				x, _, high, _, above := between(c)
				return above * x / high
			}},
		})
		wantBest(t, means, "linear (chosen)")
	}
}

// The largest n is held out, as lm_head is larger still, and predicted from the two below it.
func TestHeldOutLargestShape(t *testing.T) {
	for _, folder := range []string{"h100_sxm-vllm-0.24.0", "h200_sxm-vllm-0.24.0", "b200_sxm-vllm-0.24.0"} {
		o := operatorsOf(t, folder)
		at := func(n int64, c cell) float64 { return o.products[shape{"bfloat16", n, c[0]}].at(float64(c[1])) }
		truth := map[cell]float64{} // k, m
		var heldOut []cell
		for _, k := range largeSizes {
			for _, m := range []int64{1, 2, 4, 8, 16, 32, 64, 128, 256} { // requests that get a token
				truth[cell{k, m}] = at(65536, cell{k, m})
				heldOut = append(heldOut, cell{k, m})
			}
		}
		means := compare(t, folder+", n = 65,536 from 51,200 and 16,384", truth, heldOut, []method{
			{"in proportion (chosen)", func(c cell) float64 { return at(51200, c) * 65536 / 51200 }},
			{"on the line through both", func(c cell) float64 {
				return at(51200, c) + (at(51200, c)-at(16384, c))*(65536-51200)/(51200-16384)
			}},
		})
		wantBest(t, means, "in proportion (chosen)")
	}
}

// A number of tokens is held out together with the one next to it, and predicted from the rest.
func TestHeldOutTokensOfOperators(t *testing.T) {
	for _, table := range productTables {
		o := operatorsOf(t, table.folder)
		truth := map[cell]float64{} // n, k, m
		var heldOut []cell
		reduced := map[cell]*lattice{}
		for _, n := range largeSizes {
			for _, k := range largeSizes {
				line := o.products[shape{table.dtype, n, k}]
				for i := 1; i+2 < len(line.axes[0]); i++ {
					m := line.axes[0][i]
					if m < 32 || line.axes[0][i-1] == m-1 {
						continue
					}
					rest := line.without(0, i)
					if line.axes[0][i+1] == m+1 {
						rest = rest.without(0, i)
					}
					c := cell{n, k, m}
					truth[c], reduced[c] = line.values[i], rest
					heldOut = append(heldOut, c)
				}
			}
		}
		means := compare(t, table.folder+" "+table.dtype+", one number of tokens left out", truth, heldOut, []method{
			{"linear (chosen)", func(c cell) float64 { return reduced[c].at(float64(c[2])) }},
			{"next knot", func(c cell) float64 { return reduced[c].staircase().at(float64(c[2])) }},
		})
		wantBest(t, means, "linear (chosen)")
	}
}

// pairs are the profiles of the RTX PRO 6000 for which the same source of layers measured in an engine what the operator
// tables of that GPU hold as single kernels.
var pairs = []string{"rtxpro6000-llama-3.1-8b-bf16-tp1", "rtxpro6000-llama-3.1-8b-bf16-tp2", "rtxpro6000-qwen3-32b-bf16-tp1", "rtxpro6000-qwen3-32b-bf16-tp2"}

// compareWithLayers predicts cells of a layer table that pick chooses.
func compareWithLayers(t *testing.T, title string, pick func(at cell) bool, methods func(o *operators, s attentionShape) []method) map[string]float64 {
	t.Helper()
	o := operatorsOf(t, "rtx_pro_6000_server-vllm-0.24.0")
	var truths = map[cell]float64{}
	var heldOut []cell
	byProfile := make([][]method, len(pairs))
	// Cells of several profiles share one comparison: the index of the profile stands in the last digit of the first count.
	for i, id := range pairs {
		r, err := find(id)
		if err != nil {
			t.Fatal(err)
		}
		c := r.(*capture)
		cells, err := readAttention(filepath.Join(dataFolder, "layers", c.folder))
		if err != nil {
			t.Fatal(err)
		}
		byProfile[i] = methods(o, attentionShape{"bfloat16", c.model.Heads / c.tp, c.model.KVHeads / c.tp})
		for at, ns := range cells {
			if pick(at) {
				at[0] = 10*at[0] + int64(i)
				truths[at] = ns
				heldOut = append(heldOut, at)
			}
		}
	}
	var joint []method
	for j := range byProfile[0] {
		joint = append(joint, method{byProfile[0][j].name, func(at cell) float64 {
			i := at[0] % 10
			at[0] /= 10
			return byProfile[i][j].predict(at)
		}})
	}
	return compare(t, title, truths, heldOut, joint)
}

// The time of decodes as the layer tables have it, from the operator tables of the same GPU.
func TestDecodesAgainstLayers(t *testing.T) {
	means := compareWithLayers(t, "RTX PRO 6000, decodes of the layer tables from the operator tables",
		func(at cell) bool { return at[0] == 0 && at[3] >= 128 && at[3] <= 4096 && at[2]*at[3] <= 1<<18 },
		func(o *operators, s attentionShape) []method {
			cold, err := coldDecode(o.generation[s])
			if err != nil {
				t.Fatal(err)
			}
			warm := measuredDecode(o.generation[s], 0)
			return []method{
				{"as measured, keys in the cache", func(at cell) float64 { return warm(float64(at[2]), float64(at[3])) }},
				{"keys from memory (chosen)", func(at cell) float64 { return cold(float64(at[2]), float64(at[3])) }},
			}
		})
	wantBest(t, means, "keys from memory (chosen)")
}

// The time of prefills with context as the layer tables have it, from operator tables that have none.
func TestPrefillsAgainstLayers(t *testing.T) {
	means := compareWithLayers(t, "RTX PRO 6000, prefills of the layer tables from the operator tables",
		func(at cell) bool { return at[2] == 0 && at[0] >= 64 && at[1] >= 512 && at[1] <= 8192 },
		func(o *operators, s attentionShape) []method {
			whole, start := linearInWork(o.context[s]), o.context[s].values[0]
			chunk := chunkedPrefill(o.context[s], o.context[attentionShape{s.kvDtype, 1, 1}])
			difference := func(at cell) float64 { return whole(float64(at[0]+at[1])) - whole(float64(at[1])) }
			return []method{
				{"difference and a start, or one head's (chosen)", func(at cell) float64 { return chunk(float64(at[0]), float64(at[1])) }},
				{"difference and a start", func(at cell) float64 { return difference(at) + start }},
				{"difference", difference},
			}
		})
	wantBest(t, means, "difference and a start, or one head's (chosen)")
}

// The element-wise layers of two GPUs, from their memory bandwidth.
func TestElementWiseAgainstLayers(t *testing.T) {
	needData(t)
	truth := map[cell]float64{} // tokens, capture
	predicted := map[cell][2]float64{}
	var heldOut []cell
	for i := range captures {
		c := &captures[i]
		tokens, err := readCurves(filepath.Join(dataFolder, "layers", c.folder, "dense.csv.gz"), "tokens")
		if err != nil {
			t.Fatal(err)
		}
		layers := map[string]int64{"layernorm": 2, "rotary_emb": 1, "act_fn": 1}
		values := elementWiseValues(c.model, c.tp)
		if c.model.qkNorm {
			layers["qk_norm"] = 1
		}
		sum, err := tokens.sum(layers)
		if err != nil {
			t.Fatal(err)
		}
		for k, n := range sum.axes[0] {
			at := cell{n, int64(i)}
			truth[at] = sum.values[k]
			heldOut = append(heldOut, at)
			everything := slices.Clone(values)
			everything[0], everything[1], everything[2] = 2*values[0], 2*values[1], 2*values[2]
			predicted[at] = [2]float64{elementWise(values, c.gpu, n), elementWise(everything, c.gpu, n)}
		}
	}
	means := compare(t, "element-wise layers", truth, heldOut, []method{
		{"bytes that reach memory (chosen)", func(at cell) float64 { return predicted[at][0] }},
		{"all inputs and outputs", func(at cell) float64 { return predicted[at][1] }},
	})
	wantBest(t, means, "bytes that reach memory (chosen)")
}

// The attention tables of profiles against what they are tables of, in steps whose prefills have up to 8,192 tokens.
func TestOperatorTablesKeepAttention(t *testing.T) {
	needData(t)
	for _, d := range deployments {
		o, err := d.system.read(dataFolder)
		if err != nil {
			t.Fatal(err)
		}
		c, err := composeOperators(o, d)
		if err != nil {
			t.Fatal(err)
		}
		s := d.heads(d.kvDtype)
		decode, err := coldDecode(o.generation[s])
		if err != nil {
			t.Fatal(err)
		}
		prefill := chunkedPrefill(o.context[s], o.context[attentionShape{d.kvDtype, 1, 1}])
		var sum, n [2]float64
		for _, b := range servingBatches(4000, knotSeed+1) {
			kind, table, exact, x, y := 0, c.attention.decode, decode, float64(b.Decodes), 0.0
			if b.PrefillTokens > 0 {
				b.PrefillTokens *= 4
				kind, table, exact, x, y = 1, c.attention.prefill, prefill, float64(b.PrefillTokens), float64(b.PrefillContext)
			} else {
				y = float64(b.DecodeContext) / x
			}
			sum[kind] += math.Abs(table.at(x, y)-float64(d.model.Layers)*exact(x, y)) / c.Step(&b)
			n[kind]++
		}
		t.Logf("%-28s mean |e| of the step: decodes %.3f %%, prefills %.3f %%", d.id, 100*sum[0]/n[0], 100*sum[1]/n[1])
		if sum[0]/n[0] > 0.001 || sum[1]/n[1] > 0.003 {
			t.Errorf("%s: allowed are 0.1 %% for decodes and 0.3 %% for prefills", d.id)
		}
	}
}
