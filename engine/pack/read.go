package pack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/jsontext"
)

// Read reads a pack as a stream: no more of the text is held than one cell. Errors name the field.
func Read(r io.Reader) (*Pack, error) {
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	f := &file{decoder: json.NewDecoder(&sparse{of: limited}), tables: map[string]Table{}}
	if err := f.read(); err != nil {
		if limited.N <= 0 {
			err = fmt.Errorf("more than %s bytes; allowed: at most that", format.Count(int64(MaxBytes)))
		}
		return nil, err
	}
	return f.pack()
}

// file is a pack on its way in.
type file struct {
	decoder                  *json.Decoder
	version, gpu, model      string
	bucketing                bucketing
	alphaKV                  float64
	overhead                 []overhead
	config                   *Config
	tables                   map[string]Table
	forward, prefill, decode []point // of version 1.0
	samples                  int     // so far
}

type bucketing struct {
	Tokens   int64 `json:"tt_bucket_width"`
	Requests int64 `json:"conc_bucket_width"`
	KV       int64 `json:"kv_bucket_width"`
	NewReqs  int64 `json:"new_reqs_bucket_width"`
}

type overhead struct {
	NumReqs    int64   `json:"num_reqs"`
	OverheadUS float64 `json:"overhead_us"`
}

// read goes through the fields of the file; unknown ones are passed over.
func (f *file) read() error {
	t, err := f.decoder.Token()
	if _, isText := err.(*json.SyntaxError); err != nil && !isText && !errors.Is(err, io.EOF) {
		return err
	}
	if t != json.Delim('{') {
		return errors.New("neither a profile nor a pack: not a JSON object")
	}
	for f.decoder.More() {
		t, err := f.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		if err := f.field(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	_, err = f.decoder.Token()
	return err
}

func (f *file) field(name string) error {
	into := map[string]any{
		"version": &f.version, "gpu_model": &f.gpu, "model_name": &f.model, "bucketing": &f.bucketing,
		"alpha_kv": &f.alphaKV, "sched_overhead_table": &f.overhead, "model_config": &f.config,
	}[name]
	switch name {
	case "prefill_2d_distribution", "decode_2d_distribution", "step_cycle_2d_distribution",
		"prefill_3d_distribution", "decode_3d_distribution", "step_cycle_3d_distribution", "prefill_axis_distribution":
		table, err := f.table()
		f.tables[name] = table
		return err
	case "forward_pass":
		return f.points(&f.forward)
	case "prefill_forward_pass", "prefill":
		return f.points(&f.prefill)
	case "decode_forward_pass", "decode":
		return f.points(&f.decode)
	}
	if into == nil {
		into = new(json.RawMessage)
	}
	return f.value(into)
}

// value reads the value that comes next.
func (f *file) value(into any) error { return jsontext.Words(f.decoder.Decode(into)) }

// entry is a cell as the file has it.
type entry struct {
	TT         int64      `json:"tt"`
	Conc       int64      `json:"conc"`
	KV         int64      `json:"kv"`
	NewReqs    int64      `json:"new_reqs"`
	NumSamples int64      `json:"num_samples"`
	Samples    sampleList `json:"samples"`
}

func (f *file) table() (Table, error) {
	var table Table
	err := f.each(func(i int) error {
		var e entry
		if err := f.value(&e); err != nil {
			return err
		}
		if err := e.check(); err != nil {
			return err
		}
		if f.samples += len(e.Samples); f.samples > maxSamples {
			return tooMany("samples", maxSamples)
		}
		table = append(table, Cell{
			Tokens: e.TT, Requests: e.Conc, KV: e.KV, NewReqs: e.NewReqs, Count: max(e.NumSamples, int64(len(e.Samples))), Samples: e.Samples,
		})
		return nil
	})
	return table, err
}

// each calls read for every element of an array that comes next; null is an empty one.
func (f *file) each(read func(i int) error) error {
	t, err := f.decoder.Token()
	if err != nil || t == nil {
		return err
	}
	if t != json.Delim('[') {
		return fmt.Errorf("not an array")
	}
	for i := 0; f.decoder.More(); i++ {
		if i == maxCells {
			return tooMany("entries", maxCells)
		}
		if err := read(i); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	_, err = f.decoder.Token()
	return err
}

func (e *entry) check() error {
	for _, v := range []struct {
		name             string
		value, low, high int64
	}{
		{"tt", e.TT, 0, maxTokens}, {"conc", e.Conc, 0, maxTokens}, {"kv", e.KV, 0, maxKVCount}, {"new_reqs", e.NewReqs, 0, maxTokens},
		{"num_samples", e.NumSamples, 0, maxKVCount},
	} {
		if v.value < v.low || v.value > v.high {
			return fmt.Errorf("%s: %d, allowed are %d..%d", v.name, v.value, v.low, v.high)
		}
	}
	if len(e.Samples) == 0 {
		return fmt.Errorf("samples: none")
	}
	for i, us := range e.Samples {
		if err := checkTime(us); err != nil {
			return fmt.Errorf("samples[%d]: %w", i, err)
		}
	}
	return nil
}

func checkTime(us float64) error {
	if !(us >= 0 && us <= maxTime) {
		return fmt.Errorf("%v µs, allowed are 0..%g", us, float64(maxTime))
	}
	return nil
}

// pack puts the tables in their places: the finest there are, and the union of both kinds where one is missing.
func (f *file) pack() (*Pack, error) {
	p := &Pack{
		Version: f.version, GPU: f.gpu, ModelName: f.model, AlphaKV: f.alphaKV, Config: f.config,
		Widths: profile.Widths{
			Tokens: max(1, f.bucketing.Tokens), Requests: max(1, f.bucketing.Requests), KV: max(1, f.bucketing.KV), NewReqs: max(1, f.bucketing.NewReqs),
		},
		MixedByNew: f.tables["prefill_axis_distribution"],
	}
	switch f.version {
	case "1.0":
		f.legacy(p)
	case "2.0", "2.1":
		p.Mixed = f.first("prefill_3d_distribution", "prefill_2d_distribution", "step_cycle_3d_distribution", "step_cycle_2d_distribution")
		p.Decode = f.first("decode_3d_distribution", "decode_2d_distribution", "step_cycle_3d_distribution", "step_cycle_2d_distribution")
	default:
		return nil, fmt.Errorf("version: %q, allowed are 1.0, 2.0 and 2.1", f.version)
	}
	if p.Mixed == nil || p.Decode == nil {
		return nil, fmt.Errorf("prefill_2d_distribution, decode_2d_distribution: missing or empty, and there is no step_cycle_2d_distribution")
	}
	if !(p.AlphaKV >= 0 && p.AlphaKV <= 1) {
		return nil, fmt.Errorf("alpha_kv: %v, allowed are 0..1", p.AlphaKV)
	}
	twice := 0
	for _, t := range []*Table{&p.Mixed, &p.Decode, &p.MixedByNew} {
		twice += t.join()
	}
	p.Doubts = doubts(p, twice)
	for i, o := range f.overhead {
		if err := checkTime(o.OverheadUS); err != nil {
			return nil, fmt.Errorf("sched_overhead_table: entry %d: overhead_us: %w", i, err)
		}
		p.Overhead = append(p.Overhead, profile.Overhead{Requests: o.NumReqs, NS: int64(math.Round(1000 * o.OverheadUS))})
	}
	return p, nil
}

// first is the first of the named tables that has cells.
func (f *file) first(names ...string) Table {
	for _, name := range names {
		if len(f.tables[name]) > 0 {
			return f.tables[name]
		}
	}
	return nil
}
