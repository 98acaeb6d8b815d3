package workload

import (
	"math"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/detmath"
)

// setArrivals spaces generated requests as `vllm bench serve` does: gaps are gamma distributed with shape burstiness
// and mean 1/rate, cumulated, and at a constant rate scaled so that the last request arrives at n/rate exactly. Under
// a ramp the rate of each gap follows the strategy and nothing is scaled.
func setArrivals(requests []Request, w *scenario.Workload, src source) {
	rate := float64(w.RequestRate)
	if w.RampUpStrategy == "" && (rate == 0 || math.IsInf(rate, 1)) {
		return // everything arrives at once
	}
	n := len(requests)
	at := make([]float64, n) // seconds
	sum := 0.0
	for i := range at {
		if w.RampUpStrategy != "" {
			rate = rampRate(w, float64(i)/float64(max(n-1, 1)))
		}
		sum += src.gamma(w.Burstiness) / w.Burstiness / rate
		at[i] = sum
	}
	scale := 1.0
	if w.RampUpStrategy == "" && sum > 0 {
		scale = float64(n) / rate / sum
	}
	for i := range requests {
		requests[i].Arrival = nanoseconds(at[i] * scale)
	}
}

// rampRate is the rate at share p of the requests, 0 to 1.
func rampRate(w *scenario.Workload, p float64) float64 {
	start, end := w.RampUpStartRPS, w.RampUpEndRPS
	if w.RampUpStrategy == scenario.RampExponential {
		return start * detmath.Exp(p*detmath.Log(end/start))
	}
	return start + float64((end-start)*p)
}

// rescale stretches a recorded stream so that its mean rate (requests over last arrival) is the given one; 0 keeps its
// own pace and +Inf sends everything at once.
func rescale(requests []Request, rate float64) {
	if rate == 0 || len(requests) == 0 {
		return
	}
	last := float64(requests[len(requests)-1].Arrival)
	if last == 0 {
		return
	}
	scale := float64(len(requests)) / rate * 1e9 / last // 0 at an infinite rate
	for i := range requests {
		requests[i].Arrival = int64(math.Round(float64(requests[i].Arrival) * scale))
	}
}
