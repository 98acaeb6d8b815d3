package pack

import (
	"fmt"
	"io"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/jsontext"
)

// pass is a record of a step trace: one pass of the engine loop in which something was executed.
type pass struct {
	TotalTokens   int64   `json:"total_tokens"`
	NumNewReqs    int64   `json:"num_new_reqs"`
	NumDecodeSeqs int64   `json:"num_decode_seqs"`
	SumKV         int64   `json:"sum_kv"`
	StepCycleUS   float64 `json:"step_cycle_us"`
}

// record is a line: a header, a marker or a pass.
type record struct {
	pass
	Config
	Header    bool   `json:"_header"`
	Marker    string `json:"__marker__"`
	ModelName string `json:"model_name"`
	GPUName   string `json:"gpu_name"`
}

// traceWidths are the buckets of a pack built from a trace: tokens and new requests apart, the others as LLM-Emu has them.
var traceWidths = profile.Widths{Tokens: 1, Requests: 5, KV: 4096, NewReqs: 1}

// ReadTrace builds a pack from a step trace. Where it holds a profiling_start marker, only records between start and
// stop markers count. The order of passes is known here, so the one-step shift of an asynchronous capture is undone
// pass by pass, without matching (see unshift); shift says what was found.
func ReadTrace(r io.Reader) (*Pack, Shift, error) {
	p, passes, err := readPasses(r)
	if err != nil {
		return nil, Shift{}, fmt.Errorf("step trace: %w", err)
	}
	p.fill(passes, nil)
	p.Doubts = doubts(p, 0)
	shift := Detect(p)
	if shift.Shifted {
		p.fill(passes, unshift(passes))
	}
	if len(p.Decode) == 0 || len(p.Mixed) == 0 {
		return nil, shift, fmt.Errorf("step trace: %s passes without a prefill and %s with one; allowed: at least one of each", format.Count(len(p.Decode)), format.Count(len(p.Mixed)))
	}
	return p, shift, nil
}

func readPasses(r io.Reader) (*Pack, []pass, error) {
	p := &Pack{Version: "step trace", Widths: traceWidths}
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	var passes []pass
	marked, inside := false, true
	err := jsontext.EachLine(limited, maxLine, func(n int, line []byte) error {
		if n > maxRows {
			return tooMany("lines", maxRows)
		}
		var at record
		if err := jsontext.Unmarshal(line, &at); err != nil {
			return err
		}
		switch {
		case at.Header:
			config := at.Config
			p.Config, p.ModelName, p.GPU = &config, at.ModelName, at.GPUName
		case at.Marker == "profiling_start":
			if !marked {
				passes = nil // what came before the first marker does not count
			}
			marked, inside = true, true
		case at.Marker == "profiling_stop":
			inside = !marked
		case at.Marker == "" && inside:
			if err := at.pass.check(); err != nil {
				return err
			}
			passes = append(passes, at.pass)
		}
		return nil
	})
	if limited.N <= 0 {
		return nil, nil, fmt.Errorf("more than %s bytes; allowed: at most that", format.Count(int64(MaxBytes)))
	}
	return p, passes, err
}

func (s *pass) check() error {
	for _, v := range []struct {
		name        string
		value, high int64
	}{
		{"total_tokens", s.TotalTokens, maxTokens}, {"num_new_reqs", s.NumNewReqs, maxTokens},
		{"num_decode_seqs", s.NumDecodeSeqs, maxTokens}, {"sum_kv", s.SumKV, maxKVCount},
	} {
		if v.value < 0 || v.value > v.high {
			return fmt.Errorf("%s: %d, allowed are 0..%d", v.name, v.value, v.high)
		}
	}
	if err := checkTime(s.StepCycleUS); err != nil {
		return fmt.Errorf("step_cycle_us: %w", err)
	}
	return nil
}

func (s *pass) requests() int64 { return s.NumNewReqs + s.NumDecodeSeqs }

// prefills tells whether the pass computes more than a token for each request.
func (s *pass) prefills() bool { return s.TotalTokens > s.requests() }

// unshift gives each pass the time of its own step, below 0 where the trace does not hold it. Pass k+1 waited for step k. A pass
// that waited for nothing, of new requests alone, launched its step meanwhile: its own time is added. How long a step ran while
// its pass waited for the step before cannot be told, since that pass alone says how long the step before took. The last step
// before the engine ran empty was waited for by a pass that executed nothing, so no record holds it.
func unshift(passes []pass) []float64 {
	times := make([]float64, len(passes))
	empty := true // whether no step is in flight
	for k := range passes {
		empty = empty || passes[k].NumDecodeSeqs == 0
		if k+1 == len(passes) || passes[k+1].NumDecodeSeqs == 0 {
			times[k], empty = -1, true
			continue
		}
		times[k] = passes[k+1].StepCycleUS
		if empty {
			times[k] += passes[k].StepCycleUS
		}
		empty = false
	}
	return times
}

// fill puts the passes into cells, with the given times or their own.
func (p *Pack) fill(passes []pass, times []float64) {
	decode, mixed, byNew := map[place]int{}, map[place]int{}, map[place]int{}
	p.Decode, p.Mixed, p.MixedByNew = nil, nil, nil
	for k := range passes {
		s := &passes[k]
		us := s.StepCycleUS
		if times != nil {
			us = times[k]
		}
		if us < 0 {
			continue
		}
		key := place{bucket(s.TotalTokens, p.Widths.Tokens), bucket(s.requests(), p.Widths.Requests), bucket(s.SumKV, p.Widths.KV), 0}
		if !s.prefills() {
			p.Decode.add(decode, key, us)
			continue
		}
		p.Mixed.add(mixed, key, us)
		key.newReqs = s.NumNewReqs
		p.MixedByNew.add(byNew, key, us)
	}
}

// place names a cell by its buckets.
type place struct{ tokens, requests, kv, newReqs int64 }

// add appends a sample to its cell, which index finds.
func (t *Table) add(index map[place]int, key place, us float64) {
	i, ok := index[key]
	if !ok {
		i = len(*t)
		index[key] = i
		*t = append(*t, Cell{Tokens: key.tokens, Requests: key.requests, KV: key.kv, NewReqs: key.newReqs})
	}
	c := &(*t)[i]
	c.Samples = append(c.Samples, us)
	c.Count++
}

// bucket names the bucket that holds x.
func bucket(x, width int64) int64 { return x/width*width + width/2 }
