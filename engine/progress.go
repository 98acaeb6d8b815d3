package engine

import (
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/internal/stats"
)

// Progress is how far a run is, what is finished so far, and what was expected of it.
type Progress struct {
	Requests    int
	Finished    int     // of them
	Steps       int     // of the engine so far
	Seconds     float64 // virtual time so far
	TTFTP50     float64 // milliseconds, of those that are finished; 0 where none is
	TTFTP99     float64
	LeftMS      float64 // of wall time, about; what was expected where the run has hardly begun
	StepsInAll  float64 // expected
	MemoryBytes float64 // the same
}

// Members are those of the JSON.
func (p *Progress) Members() plainjson.Members {
	return plainjson.Members{
		"requests", &p.Requests, "finished", &p.Finished, "steps", &p.Steps, "seconds", &p.Seconds, "ttft_p50_ms", &p.TTFTP50, "ttft_p99_ms", &p.TTFTP99,
		"left_ms", &p.LeftMS, "steps_in_all", &p.StepsInAll, "memory_bytes", &p.MemoryBytes,
	}
}

// telling is the share of requests that have to be finished for the time that they took to tell how long the others will take.
const telling = 0.02

// Progress looks at a run that has taken tookMS milliseconds of wall time so far.
func (r *Run) Progress(tookMS float64) *Progress {
	p := &Progress{Requests: r.requests, Finished: r.finished, Steps: len(r.log.End), LeftMS: r.expected.WallMS,
		StepsInAll: max(r.expected.Steps, float64(len(r.log.End))), MemoryBytes: r.expected.Memory}
	if p.Steps > 0 {
		p.Seconds = float64(r.log.End[p.Steps-1]) / 1e9
	}
	r.ttfts = r.ttfts[:0]
	for id := range r.log.Arrived() {
		if r.log.Last[id] > 0 {
			r.ttfts = append(r.ttfts, r.log.TTFT(id))
		}
	}
	if len(r.ttfts) > 0 {
		p.TTFTP50, p.TTFTP99 = stats.Select(r.ttfts, nil, 0.5), stats.Select(r.ttfts, nil, 0.99)
	}
	if share := float64(r.finished) / float64(max(r.requests, 1)); share >= telling {
		p.LeftMS = tookMS * (1 - share) / share
	}
	return p
}
