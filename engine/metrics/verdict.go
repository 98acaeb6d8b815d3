package metrics

import (
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
)

// verdict is what a run comes to in one line: the offered rate against the sustained one, what holds requests back, and how many meet
// the SLO. It says nothing of rates where there is no steady part to take them from.
func verdict(s *Steady, setting *Setting, completed int, slo *Attainment) string {
	text := rates(s, setting)
	if failed := setting.Failed(); failed > 0 {
		text += " " + format.Count(failed) + " of " + format.Of(failed+completed, "request") + " sent are rejected, and no rate counts them."
	}
	if slo != nil {
		text += " " + format.Percent(100*slo.All) + " of all requests meet the SLO."
	}
	return text
}

func rates(s *Steady, setting *Setting) string {
	switch {
	case s == nil && setting.Scenario.Workload.RampUpStrategy != "":
		return "The rate ramps: no part of the run is steady."
	case s == nil:
		return "Too short a run for a steady rate."
	}
	rate := func(v float64) string { return format.Number(v) + "\u00a0req/s" }
	limit := s.Limit
	if limit != "" {
		limit += " " + limitValue(s.Limit, setting)
	}
	waits := "requests are left waiting " + format.Percent(100*s.Waiting) + " of the time."
	if limit != "" {
		waits = limit + " keeps requests waiting " + format.Percent(100*s.Waiting) + " of the time."
	}
	switch {
	case (s.Offered == 0 || s.Limit == maxConcurrency) && limit != "":
		return rate(s.Sustained) + " sustained, and " + limit + " holds requests back."
	case s.Offered == 0:
		return rate(s.Sustained) + " sustained."
	case s.Overloaded() && limit != "":
		return rate(s.Offered) + " offered, " + rate(s.Sustained) + " sustained: " + limit + " is the limit."
	case s.Overloaded():
		return rate(s.Offered) + " offered, " + rate(s.Sustained) + " sustained."
	case s.Offered-s.Sustained > s.Offered/20: // by less than the noise
		return rate(s.Offered) + " offered, about " + rate(s.Sustained) + " sustained; " + waits
	}
	// A busier stretch may have been served at a higher rate yet: what is offered is sustained all the same.
	return rate(s.Offered) + " offered and sustained; " + waits
}

// limitValue is how much there was of a limit.
func limitValue(limit string, setting *Setting) string {
	e := &setting.Scenario.Engine
	switch scheduler.Limit(limit) {
	case scheduler.MaxNumSeqs:
		return format.Count(e.MaxNumSeqs)
	case scheduler.NumGPUBlocks:
		return format.Count(setting.NumGPUBlocks)
	case scheduler.MaxNumBatchedTokens:
		return format.Count(e.Budget())
	}
	return format.Count(setting.Scenario.Workload.MaxConcurrency)
}
