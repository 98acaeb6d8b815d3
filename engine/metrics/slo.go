package metrics

import (
	"math"

	"github.com/llmemu/playground/engine/scenario"
)

// Meets says whether a request meets a whole SLO. An objective of 0 is none, and a request of one token, which has no
// TPOT, meets any.
func (r *Requests) Meets(id int, slo *scenario.SLO) bool {
	return within(r.TTFT(id), slo.TTFTMs) && within(r.TPOT(id), slo.TPOTMs) && within(r.E2E(id), slo.E2ELMs)
}

func within(v, limit float64) bool { return limit == 0 || math.IsNaN(v) || v <= limit }

// Attainment is the share of the requests that were sent that meet each objective, and all of them; nil without an SLO. failed of
// them are in no log: the server rejected them, so that they meet none.
func (r *Requests) Attainment(slo scenario.SLO, failed int) *Attainment {
	if slo == (scenario.SLO{}) {
		return nil
	}
	var ttft, tpot, e2el, all int
	for id := range r.Sent {
		first, each, end := within(r.TTFT(id), slo.TTFTMs), within(r.TPOT(id), slo.TPOTMs), within(r.E2E(id), slo.E2ELMs)
		ttft, tpot, e2el, all = ttft+one(first), tpot+one(each), e2el+one(end), all+one(first && each && end)
	}
	n := float64(len(r.Sent) + failed)
	a := &Attainment{All: float64(all) / n}
	for _, part := range []struct {
		limit float64
		met   int
		share **float64
	}{{slo.TTFTMs, ttft, &a.TTFT}, {slo.TPOTMs, tpot, &a.TPOT}, {slo.E2ELMs, e2el, &a.E2EL}} {
		if part.limit > 0 {
			share := float64(part.met) / n
			*part.share = &share
		}
	}
	return a
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
