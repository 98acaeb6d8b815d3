package keyfigures

import (
	"math"
	"slices"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/stats"
)

// Of gives the figures of a run that is over without the samples of a whole metrics.Report: no list is sorted.
func Of(log *metrics.Log, setting metrics.Setting) (f Set) {
	n := len(log.Sent)
	attained := log.Attainment(setting.Scenario.SLO, setting.Failed())
	f.attain(attained)
	values := make([]float64, 0, n)
	for _, l := range []struct {
		of       func(id int) float64
		p50, p99 Figure
	}{{log.TTFT, TTFTP50, TTFTP99}, {log.TPOT, TPOTP50, TPOTP99}, {log.E2E, E2ELP50, E2ELP99}} {
		values = collect(values, l.of, n)
		f[l.p50], f[l.p99] = stats.Select(values, nil, 0.5), stats.Select(values, nil, 0.99)
	}
	f[TTFTP99FirstHalf] = stats.Select(collect(values, log.TTFT, (n+1)/2), nil, 0.99)
	f[QueueP99] = stats.Select(collect(values, log.QueueWait, n), nil, 0.99)
	gaps, tokens := log.GapLengths()
	f[ITLP50], f[ITLP99] = stats.Select(gaps, tokens, 0.5), stats.Select(gaps, tokens, 0.99)
	if f[TPOTP50] > 0 {
		f[UserSpeed] = 1000 / f[TPOTP50]
	}
	totals := log.Totals(&setting)
	f[Requests], f[Failed], f[Duration] = float64(n), float64(setting.Failed()), totals.Seconds
	f[RequestThroughput], f[OutputThroughput] = totals.RequestsPerS, totals.OutputPerS
	f[RequestGoodput] = totals.RequestsPerS
	if attained != nil {
		f[RequestGoodput] = totals.Goodput(attained)
	}
	f[Preemptions], f[PeakKV] = float64(totals.Preemptions), totals.PeakKV
	f[Blocks] = float64(setting.NumGPUBlocks)
	f[Extrapolated] = float64(log.Extrapolated) / float64(max(len(log.Start), 1))
	pressure(&f, log)
	f[SteadyThroughput], f[SteadyOutput], f[SteadyGoodput] = f[RequestThroughput], f[OutputThroughput], f[RequestGoodput]
	if s := log.Steady(&setting); s != nil {
		f[SteadyThroughput], f[SteadyOutput], f[SteadyGoodput], f[Steady] = s.Sustained, s.OutputPerS, s.Goodput, 1
	}
	return f
}

// attain fills in the shares of requests that meet the SLO and its objectives; all meet one that is not there.
func (f *Set) attain(a *metrics.Attainment) {
	f[Attainment], f[AttainmentTTFT], f[AttainmentTPOT], f[AttainmentE2EL] = 1, 1, 1, 1
	if a == nil {
		return
	}
	f[Attainment] = a.All
	for _, part := range []struct {
		figure Figure
		share  *float64
	}{{AttainmentTTFT, a.TTFT}, {AttainmentTPOT, a.TPOT}, {AttainmentE2EL, a.E2EL}} {
		if part.share != nil {
			f[part.figure] = *part.share
		}
	}
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

// pressure fills in what kept requests waiting, and how many ran, by shares of the time until the last arrival.
func pressure(f *Set, log *metrics.Log) {
	until := slices.Max(log.Queued)
	if until == 0 {
		return
	}
	for k := range log.Start {
		from, to := log.Start[k], min(log.End[k], until)
		if from >= until {
			break
		}
		share := float64(to-from) / float64(until)
		f[MeanRunning] += float64(share * float64(log.Running[k]))
		switch log.Refused[k].Limit() {
		case scheduler.NoLimit:
			continue
		case scheduler.MaxNumSeqs:
			f[SlotsFull] += share
		case scheduler.MaxNumBatchedTokens:
			f[BudgetOut] += share
		case scheduler.NumGPUBlocks:
			f[BlocksOut] += share
		}
		f[Waiting] += share
	}
}
