package sweep

import (
	"math"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
)

// TestTheHighestCapacityLeads has a limit that rises or falls with the slots: 2 or 4 of them are two lines.
func TestTheHighestCapacityLeads(t *testing.T) {
	plan := rates(1, 16, 5)
	plan.Y = &Axis{Field: "engine.max_num_seqs", From: 2, To: 4, Points: 2}
	for want, capacity := range []map[int64]float64{{2: 8, 4: 4}, {2: 4, 4: 8}} {
		o := sweepOver(t, withSLO(), plan, func(s *scenario.Scenario) keyfigures.Set {
			return limit(capacity[s.Engine.MaxNumSeqs], 100)(s)
		}, 1)
		if got := o.lead(); got != want {
			t.Errorf("capacities %v: line %d leads, want %d", capacity, got, want)
		}
	}
}

// TestWithoutAnSLOOutputIsTheGoal sweeps 2 and 4 slots: goodput is the best at 2, output at 4. Nobody named a price.
func TestWithoutAnSLOOutputIsTheGoal(t *testing.T) {
	plan := rates(1, 16, 5)
	plan.X = Axis{Field: "engine.max_num_seqs", From: 2, To: 4, Points: 2}
	plan.Prices = ""
	law := func(s *scenario.Scenario) (f keyfigures.Set) {
		f[keyfigures.SteadyOutput] = 100 * float64(s.Engine.MaxNumSeqs)
		f[keyfigures.SteadyGoodput] = 10 - float64(s.Engine.MaxNumSeqs)
		return f
	}
	for words, base := range map[string]*scenario.Scenario{"Output is highest at 4:": scenario.Default("p"), "Goodput is highest at 2:": withSLO()} {
		s, err := New(base, plan)
		if err != nil {
			t.Fatal(err)
		}
		for job, more := s.Next(); more; job, more = s.Next() {
			made, err := job.Apply(base)
			if err != nil {
				t.Fatal(err)
			}
			s.Feed(job.ID, law(made))
		}
		packed, err := s.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if _, columns := byhand.Unpack(t, packed); len(columns["sweep.cost"]) != 2 || !math.IsNaN(columns["sweep.cost"][0]) || !math.IsNaN(columns["sweep.cost"][1]) {
			t.Errorf("without a price the costs are %v", columns["sweep.cost"])
		}
		if why := s.Outcome().Lines[0].Why.Text; !strings.Contains(why, words) {
			t.Errorf("%q does not say %q", why, words)
		}
	}
}

// TestACapacityThatCannotLast: all requests of a short run meet the SLO at rates up to 10 req/s, of which the engine sustains 4.
func TestACapacityThatCannotLast(t *testing.T) {
	for sustained, want := range map[float64]string{4: " The engine sustains about 4\u00a0req/s: these runs end before", 9.9: ""} {
		law := func(s *scenario.Scenario) (f keyfigures.Set) {
			f[keyfigures.Attainment], f[keyfigures.AttainmentTTFT], f[keyfigures.AttainmentTPOT], f[keyfigures.AttainmentE2EL] = 1, 1, 1, 1
			f[keyfigures.Steady], f[keyfigures.SteadyThroughput] = 1, min(float64(s.Workload.RequestRate), sustained)
			return f
		}
		o := sweepOver(t, withSLO(), rates(1, 10, 4), law, 1)
		text := o.Lines[0].Capacity.Text(o)
		if want == "" && strings.Contains(text, "sustains") || !strings.Contains(text, want) {
			t.Errorf("sustained %g: %q", sustained, text)
		}
	}
}
