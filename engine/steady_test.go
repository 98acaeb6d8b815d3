package engine_test

import (
	"math"
	"testing"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/scenarios/scenariostest"
)

// TestAShortRunTellsWhatALongOneSustains: the recorded stream of 300 requests, and the same ten times over, sustain the same rate. Over the
// whole run the short one comes to an eighth less.
func TestAShortRunTellsWhatALongOneSustains(t *testing.T) {
	in := scenariostest.Input(t, scenariostest.Load(t, "rtxpro6000-sharegpt"))
	long := changed(in, func(s *scenario.Scenario) {
		s.Workload.Dataset, s.Workload.NumPrompts = scenario.DatasetRequests, 0
		n := len(in.Stream.ArrivalUS)
		span := float64(in.Stream.ArrivalUS[n-1]) / 1e6 * float64(n) / float64(n-1)
		for i := range 10 * n {
			s.Workload.Requests = append(s.Workload.Requests, scenario.Request{ArrivalS: float64(in.Stream.ArrivalUS[i%n])/1e6 + float64(float64(i/n)*span),
				PromptLen: int64(in.Stream.PromptLen[i%n]), OutputLen: int64(in.Stream.OutputLen[i%n])})
		}
	})
	var sustained [2]float64
	var short *metrics.Summary
	for i, input := range []*scenario.Scenario{in.Scenario, long.Scenario} {
		one := in
		one.Scenario = input
		sum := complete(t, one).Report().Summary()
		if i == 0 {
			short = sum
		}
		sustained[i] = sum.LLMEmu.Steady.Sustained
	}
	if math.Abs(sustained[0]/sustained[1]-1) > 0.02 || short.RequestThroughput > 0.9*sustained[1] {
		t.Errorf("%g and %g req/s; over the whole short run %g", sustained[0], sustained[1], short.RequestThroughput)
	}
}
