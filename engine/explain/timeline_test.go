package explain_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/internal/plainjson"
)

// TestPackedRows holds the Gantt to the log: segments follow one another from the queue to the last token.
func TestPackedRows(t *testing.T) {
	in := tight(t)
	packed, err := take(t, in).Pack()
	if err != nil {
		t.Fatal(err)
	}
	size := binary.LittleEndian.Uint32(packed)
	var header explain.Header
	if err := plainjson.Unmarshal(packed[4:4+size], &header); err != nil {
		t.Fatal(err)
	}
	payload := packed[(4+int(size)+7)/8*8:]
	floats := func(name string) (values []float64) {
		for _, c := range header.Columns {
			for i := range c.Length {
				if c.Name == name {
					values = append(values, math.Float64frombits(binary.LittleEndian.Uint64(payload[c.Offset+8*i:])))
				}
			}
		}
		return values
	}
	from, to := floats("seg.from_s"), floats("seg.to_s")
	if len(from) < header.Requests || len(from) != len(to) || len(floats("step.end_s")) != header.Steps {
		t.Fatalf("%d segments, %d ends, header %+v", len(from), len(to), header)
	}
	run, _ := engine.Complete(in)
	ends := map[float64]int{}
	for id, last := range run.Log().Last {
		ends[float64(last)/1e9] = id
	}
	lives := 0
	for i := range from {
		if to[i] <= from[i] {
			t.Errorf("segment %d ends at %g and begins at %g", i, to[i], from[i])
		}
		if _, over := ends[to[i]]; over && (i+1 == len(from) || from[i+1] != to[i]) {
			lives++
		} else if i+1 < len(from) && from[i+1] != to[i] {
			t.Errorf("a hole after segment %d: %g to %g", i, to[i], from[i+1])
		}
	}
	if lives != header.Requests {
		t.Errorf("%d lives of %d requests", lives, header.Requests)
	}
}
