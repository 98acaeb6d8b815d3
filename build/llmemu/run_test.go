package main

import (
	"strings"
	"testing"

	"github.com/llmemu/playground/engine"
)

// TestALongRunIsAnnounced, and a short one is not.
func TestALongRunIsAnnounced(t *testing.T) {
	var said strings.Builder
	announce(&said, engine.Expected{Requests: 1_000_000, Steps: 5_220_000, Memory: 1.93e9, WallMS: 2900})
	if said.Len() > 0 {
		t.Errorf("of a run of a second: %q", said.String())
	}
	announce(&said, engine.Expected{Requests: 1_000_000, Steps: 5_220_000, Memory: 1.93e9, WallMS: 3600})
	if want := "1,000,000 requests, about 5,220,000 steps of the engine: some 1.20\u00a0s and 1.93 GB of memory\n"; said.String() != want {
		t.Errorf("%q, want %q", said.String(), want)
	}
}
