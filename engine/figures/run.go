package figures

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
)

// Of gives the figures of a run that is over without the samples of a whole metrics.Report: no list is sorted.
func Of(log *metrics.Log, setting metrics.Setting) Set {
	n := len(log.Sent)
	f := attainment(log, setting.Scenario.SLO)
	values := make([]float64, 0, n)
	for _, l := range []struct {
		of       func(id int) float64
		p50, p99 Figure
	}{{log.TTFT, TTFTP50, TTFTP99}, {log.TPOT, TPOTP50, TPOTP99}, {log.E2E, E2ELP50, E2ELP99}} {
		values = collect(values, l.of, n)
		f[l.p50], f[l.p99] = quantile(values, 0.5), quantile(values, 0.99)
	}
	f[TTFTP99FirstHalf] = quantile(collect(values, log.TTFT, (n+1)/2), 0.99)
	f[QueueP99] = quantile(collect(values, log.QueueWait, n), 0.99)
	if f[TPOTP50] > 0 {
		f[UserSpeed] = 1000 / f[TPOTP50]
	}
	f[Requests] = float64(n)
	f[Duration] = float64(slices.Max(log.Last)) / 1e9
	if f[Duration] > 0 {
		f[RequestThroughput] = float64(n) / f[Duration]
		f[OutputThroughput] = float64(sum(log.Tokens)) / f[Duration]
	}
	f[RequestGoodput] = f[Attainment] * f[RequestThroughput]
	f[Preemptions] = float64(sum(log.Preemptions))
	f[PeakKV] = float64(slices.Max(log.UsedBlocks)) / float64(setting.NumGPUBlocks-1)
	f[Extrapolated] = float64(log.Extrapolated) / float64(max(len(log.Start), 1))
	pressure(&f, log, setting)
	return f
}

// attainment counts the requests that meet each objective, and all; one without a TPOT meets any.
func attainment(log *metrics.Log, slo scenario.SLO) (f Set) {
	var all, ttft, tpot, e2el int
	count := func(n *int, v, limit float64) bool {
		if limit != 0 && v > limit { // NaN is not
			return false
		}
		*n++
		return true
	}
	for id := range log.Sent {
		first := count(&ttft, log.TTFT(id), slo.TTFTMs)
		each := count(&tpot, log.TPOT(id), slo.TPOTMs)
		end := count(&e2el, log.E2E(id), slo.E2ELMs)
		if first && each && end {
			all++
		}
	}
	n := float64(len(log.Sent))
	f[Attainment], f[AttainmentTTFT], f[AttainmentTPOT], f[AttainmentE2EL] = float64(all)/n, float64(ttft)/n, float64(tpot)/n, float64(e2el)/n
	return f
}

// collect puts what the first n requests have into values, those without left out.
func collect(values []float64, of func(id int) float64, n int) []float64 {
	values = values[:0]
	for id := range n {
		if v := of(id); !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	return values
}

func sum(values []int32) (total int64) {
	for _, v := range values {
		total += int64(v)
	}
	return total
}

// pressure fills in what kept requests waiting, and how many ran, by shares of the time until the last arrival.
//
// The scheduler leaves a request waiting for one of three reasons, which its step shows: every slot is taken, the token
// budget is spent, or neither, and then blocks are short.
func pressure(f *Set, log *metrics.Log, setting metrics.Setting) {
	until := slices.Max(log.Queued)
	if until == 0 {
		return
	}
	engine := &setting.Scenario.Engine
	for k := range log.Start {
		from, to := log.Start[k], min(log.End[k], until)
		if from >= until {
			break
		}
		share := float64(to-from) / float64(until)
		f[MeanRunning] += float64(share * float64(log.Running[k]))
		if log.Waiting[k] == 0 {
			continue
		}
		f[Waiting] += share
		switch {
		case int64(log.Running[k]) >= engine.MaxNumSeqs:
			f[SlotsFull] += share
		case int64(log.PrefillTokens[k]+log.Decodes[k]) >= engine.MaxNumBatchedTokens,
			!engine.EnableChunkedPrefill && 2*int(log.UsedBlocks[k]) < setting.NumGPUBlocks: // a whole prompt found no room in the budget
			f[BudgetOut] += share
		default:
			f[BlocksOut] += share
		}
	}
}
