package live

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/scenarios"
)

// BenchmarkSession is a minute of virtual time of a crowded engine, with a snapshot sixty times a second of it.
func BenchmarkSession(b *testing.B) {
	s, err := scenarios.Load("chat")
	if err != nil {
		b.Fatal(err)
	}
	s.Workload.RequestRate = 14
	in, err := scenarios.Input(s)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		minute(b, in)
	}
}

func minute(b *testing.B, in engine.Input) {
	l, err := New(in)
	if err != nil {
		b.Fatal(err)
	}
	for frame := int64(1); frame <= 3600; frame++ {
		if _, err := l.Advance(frame*second/60, math.MaxInt); err != nil {
			b.Fatal(err)
		}
		if _, err := l.Pack(2_400_000_000, 15); err != nil {
			b.Fatal(err)
		}
	}
}
