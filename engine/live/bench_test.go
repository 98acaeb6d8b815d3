package live

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// BenchmarkSession is a minute of virtual time of a crowded engine, with a snapshot sixty times a second of it.
func BenchmarkSession(b *testing.B) {
	s := scenariostest.Load(b, "chat")
	s.Workload.RequestRate = 14
	in := scenariostest.Input(b, s)
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
