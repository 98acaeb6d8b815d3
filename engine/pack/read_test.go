package pack

import (
	"slices"
	"strings"
	"testing"
)

const cell2D = `[{"tt": 7, "conc": 2, "num_samples": 9, "samples": [10.5, 11]}]`

func TestEveryVersionIsRead(t *testing.T) {
	for _, c := range []struct {
		name, text    string
		decode, mixed Cell
	}{
		{
			"2.0", `{"version": "2.0", "bucketing": {"tt_bucket_width": 1, "conc_bucket_width": 5}, "step_cycle_2d_distribution": ` + cell2D +
				`, "prefill_2d_distribution": ` + cell2D + `, "decode_2d_distribution": [{"tt": 1, "conc": 2, "samples": [5]}], "new": {"x": [1]}}`,
			Cell{Tokens: 1, Requests: 2, Count: 1, Samples: []float64{5}}, Cell{Tokens: 7, Requests: 2, Count: 9, Samples: []float64{10.5, 11}},
		},
		{
			"2.0, the union in place of a table", `{"version": "2.0", "step_cycle_2d_distribution": ` + cell2D + `, "decode_2d_distribution": [{"tt": 1, "conc": 2, "samples": [5]}]}`,
			Cell{Tokens: 1, Requests: 2, Count: 1, Samples: []float64{5}}, Cell{Tokens: 7, Requests: 2, Count: 9, Samples: []float64{10.5, 11}},
		},
		{
			"2.0, KV axis", `{"version": "2.0", "prefill_2d_distribution": ` + cell2D + `, "decode_2d_distribution": ` + cell2D +
				`, "prefill_3d_distribution": [{"tt": 7, "conc": 2, "kv": 2048, "samples": [8]}], "decode_3d_distribution": [{"tt": 1, "conc": 2, "kv": 6144, "samples": [5]}]}`,
			Cell{Tokens: 1, Requests: 2, KV: 6144, Count: 1, Samples: []float64{5}}, Cell{Tokens: 7, Requests: 2, KV: 2048, Count: 1, Samples: []float64{8}},
		},
		{
			"1.0", `{"version": "1.0", "prefill_forward_pass": [{"total_tokens": 512, "latency_us": 900}], "decode_forward_pass": [{"total_tokens": 4, "latency_us": 50}]}`,
			Cell{Tokens: 4, Requests: 4, Count: 1, Samples: []float64{50}}, Cell{Tokens: 512, Requests: 1, Count: 1, Samples: []float64{900}},
		},
		{
			"1.0, one table", `{"version": "1.0", "forward_pass": [{"total_tokens": 4, "latency_us": 50}]}`,
			Cell{Tokens: 4, Requests: 4, Count: 1, Samples: []float64{50}}, Cell{Tokens: 4, Requests: 1, Count: 1, Samples: []float64{50}},
		},
		{
			"1.0, early form", `{"version": "1.0", "prefill": [{"seq_len": 256, "batch_size": 2, "latency_us": 900}], "decode": [{"active_seqs": 4, "latency_us_per_token": 50}]}`,
			Cell{Tokens: 4, Requests: 4, Count: 1, Samples: []float64{50}}, Cell{Tokens: 512, Requests: 2, Count: 1, Samples: []float64{900}},
		},
	} {
		p, err := Read(strings.NewReader(c.text))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(p.Decode) != 1 || len(p.Mixed) != 1 || !equal(p.Decode[0], c.decode) || !equal(p.Mixed[0], c.mixed) {
			t.Errorf("%s: decode %+v, mixed %+v", c.name, p.Decode, p.Mixed)
		}
	}
}

func equal(a, b Cell) bool {
	return a.Tokens == b.Tokens && a.Requests == b.Requests && a.KV == b.KV && a.NewReqs == b.NewReqs && a.Count == b.Count && slices.Equal(a.Samples, b.Samples)
}

func TestErrorsNameTheField(t *testing.T) {
	for _, c := range []struct{ text, field string }{
		{`[]`, "not a JSON object"},
		{`{"version": "3.0"}`, `version: "3.0", allowed are 1.0, 2.0 and 2.1`},
		{`{"version": "2.0"}`, "decode_2d_distribution: missing"},
		{`{"version": "2.0", "prefill_2d_distribution": 5}`, "prefill_2d_distribution: not an array"},
		{`{"version": "2.0", "prefill_2d_distribution": [{"tt": -1, "samples": [1]}]}`, "prefill_2d_distribution: entry 0: tt: -1"},
		{`{"version": "2.0", "decode_2d_distribution": [{"tt": 1, "conc": 1, "samples": []}]}`, "decode_2d_distribution: entry 0: samples: none"},
		{`{"version": "2.0", "decode_2d_distribution": [{"tt": 1, "conc": 1, "samples": [1, -2]}]}`, "entry 0: samples[1]: -2"},
		{`{"version": "2.0", "decode_2d_distribution": ` + cell2D + `, "prefill_2d_distribution": ` + cell2D + `, "alpha_kv": 7}`, "alpha_kv: 7"},
		{`{"version": "2.0", "decode_2d_distribution": ` + cell2D, "EOF"},
		{`{"version": "1.0", "forward_pass": [{"total_tokens": 1, "latency_us": 1e99}]}`, "forward_pass: entry 0: samples[0]"},
	} {
		if _, err := Read(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.field) {
			t.Errorf("%s: error is %v, want one that says %s", c.text, err, c.field)
		}
	}
}

func TestImportTellsPacksFromTraces(t *testing.T) {
	p, report, err := Import(strings.NewReader(`{"version": "2.0", "model_name": "org/M", "gpu_model": "G", "decode_2d_distribution": ` + cell2D + `, "prefill_2d_distribution": ` + cell2D + `}`))
	if err != nil || p.ID != "g-m-bf16-tp1" || report.Shift.Shifted {
		t.Fatalf("profile %+v, report %+v, error %v", p, report, err)
	}
	passes, _ := engines["one prompt length, heavy"].serve(3000)
	p, report, err = Import(strings.NewReader(trace(passes, `{"_header": true, "gpu_name": "G", "model_name": "M", "num_gpu_blocks": 100}`)))
	if err != nil || !report.Shift.Shifted || len(p.Sampled.MixedByNew.NewReqs) == 0 {
		t.Fatalf("report %+v, error %v", report, err)
	}
	if _, _, err := Import(strings.NewReader("")); err == nil {
		t.Error("an empty file has no error")
	}
}

func FuzzImport(f *testing.F) {
	f.Add(`{"version": "2.0", "decode_2d_distribution": ` + cell2D + `, "prefill_2d_distribution": ` + cell2D + `}`)
	f.Add(`{"version": "1.0", "forward_pass": [{"total_tokens": 4, "latency_us": 50}]}`)
	f.Add(`{"_header": true, "async_scheduling": true}` + "\n" + `{"total_tokens":9,"num_new_reqs":1,"step_cycle_us":50}` + "\n" + `{"total_tokens":1,"num_decode_seqs":1,"step_cycle_us":50}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, _, err := Import(strings.NewReader(text))
		if err != nil {
			return
		}
		if _, err := p.Encode(); err != nil {
			t.Errorf("imported, but cannot be encoded: %v", err)
		}
	})
}

// TestDoubts: what looks like a slip of whoever wrote a file is in the report.
func TestDoubts(t *testing.T) {
	cells := func(samples string) string { return `[{"tt": 1, "conc": 2, "samples": [` + samples + `]}]` }
	packOf := func(decode, prefill string) string {
		return `{"version": "2.0", "model_name": "org/M", "gpu_model": "G", "decode_2d_distribution": ` + decode + `, "prefill_2d_distribution": ` + prefill + `}`
	}
	usual := cells("9000, 9100, 9200")
	for _, c := range []struct{ name, text, want string }{
		{"nothing", packOf(usual, usual), ""},
		{"ns", packOf(cells("9000000, 9100000, 9200000"), cells("9000000, 9100000, 9200000")), "the median step takes 9.10\u00a0s; times are read as µs, are these ns?"},
		{"ms", packOf(cells("9, 9.1"), cells("9.2, 10")), "the median step takes 9.20 µs; times are read as µs, are these ms or s?"},
		{"none", packOf(cells("9000, 0, 9100"), usual), "1 of 6 step times are 0 µs"},
		{"twice", packOf(`[{"tt": 1, "conc": 2, "samples": [9000]}, {"tt": 1, "conc": 2, "samples": [9100, 9200]}]`, usual), "1 cell there more than once; their step times are put together"},
	} {
		_, report, err := Import(strings.NewReader(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		got := strings.Join(report.Lines, "\n")
		if c.want == "" && strings.Contains(got, "doubtful") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %q", c.name, got, c.want)
		}
	}
}

// Cells that name the same sizes are one: their samples are together, and as many as both say.
func TestCellsThatAreThereTwice(t *testing.T) {
	table := Table{{Tokens: 1, Count: 2, Samples: []float64{1, 2}}, {Tokens: 2, Count: 1, Samples: []float64{3}}, {Tokens: 1, Count: 5, Samples: []float64{4}}}
	if twice := table.join(); twice != 1 || len(table) != 2 || table[0].Count != 7 || !slices.Equal(table[0].Samples, []float64{1, 2, 4}) {
		t.Errorf("%d twice, %+v", twice, table)
	}
}

// TestBounds: however small a file is, what reading it takes is bounded.
func TestBounds(t *testing.T) {
	row := `{"total_tokens": 1, "num_decode_seqs": 1, "step_cycle_us": 5}` + "\n"
	for _, c := range []struct{ name, text, want string }{
		{"rows", row + strings.Repeat("{}\n", maxRows), "more than 2,097,152 lines; allowed: at most that"},
		{"a row", row + `{"x": "` + strings.Repeat("x", maxLine) + `"}`, "line 2: more than 1,048,576 bytes; allowed: at most that"},
		{"blanks", strings.Repeat(" ", maxBlanks+maxLine) + "{}", "more than 1,048,576 blanks in a row"},
		{"cells", `{"version": "2.0", "decode_2d_distribution": [` + strings.Repeat(`{"samples": [1]},`, maxCells+1) + `]}`, "more than 131,072 entries"},
		{"samples", `{"version": "2.0", "decode_2d_distribution": [{"samples": [` + strings.Repeat("1,", maxSamples) + `1]}]}`, "more than 8,388,608 samples"},
		{"kinds", `{"version": "2.0", "decode_2d_distribution": [{"tt": "x"}]}`, "decode_2d_distribution: entry 0: tt: a text; allowed: a whole number"},
		{"a trace's kinds", row + `{"total_tokens": 1.5}`, "step trace: line 2: total_tokens: 1.5; allowed: a whole number"},
	} {
		if _, _, err := Import(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

// Editors write a byte order mark before a text: it is none of it.
func TestAByteOrderMarkIsNoPartOfAFile(t *testing.T) {
	const mark = "\xef\xbb\xbf"
	text := `{"version": "2.0", "model_name": "org/M", "gpu_model": "G", "decode_2d_distribution": ` + cell2D + `, "prefill_2d_distribution": ` + cell2D + `}`
	passes, _ := engines["one prompt length, heavy"].serve(3000)
	for _, text := range []string{text, trace(passes, `{"_header": true, "gpu_name": "G", "model_name": "M", "num_gpu_blocks": 100}`)} {
		if _, _, err := Import(strings.NewReader(mark + text)); err != nil {
			t.Error(err)
		}
		if _, _, err := FromFile([]byte(mark+text), "f", func(float64) {}); err != nil {
			t.Error(err)
		}
	}
}
