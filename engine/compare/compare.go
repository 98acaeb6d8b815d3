// Package compare holds one scenario against another: both run with the same seeds, and a difference counts where it is
// larger than what the seeds make of it. Runs with the same seed have the same arrivals and lengths (unless those are what
// was changed), so they are compared pair by pair, and much of the noise falls away.
package compare

import (
	"strconv"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/stats"
)

// Seeds is how many seeds a comparison takes unless told otherwise.
const Seeds = 8

// Limits of the number of seeds: one has no spread, and more than the table of Student's t knows nobody waits for.
const (
	MinSeeds = 2
	MaxSeeds = stats.MaxPairs
)

// Comparison is two scenarios on their way through all seeds.
type Comparison struct {
	first    int64                // seed
	sets     [2][]keyfigures.Set  // of A and B, by seed
	known    [2][]bool            // which of them are there
	handed   int                  // jobs given out
	finished int                  // jobs with an answer
	problem  string               // why one could not run
	both     [2]scenario.Scenario // A and B, for what to show
}

// New plans the runs of a and b with seeds of a and those after it, as many as n: MinSeeds to MaxSeeds.
func New(a, b *scenario.Scenario, n int) (*Comparison, error) {
	if n < MinSeeds || n > MaxSeeds {
		return nil, &scenario.Error{Path: "seed", Message: message.Sprintf("%d seeds; allowed: %d to %d", n, MinSeeds, MaxSeeds)}
	}
	c := &Comparison{first: a.Seed, both: [2]scenario.Scenario{*a, *b}}
	for side := range c.sets {
		c.sets[side], c.known[side] = make([]keyfigures.Set, n), make([]bool, n)
	}
	return c, nil
}

// Next hands out a run: A and B by turns, seed by seed.
func (c *Comparison) Next() (sweep.Job, bool) {
	n := len(c.sets[0])
	if c.handed == 2*n || c.problem != "" {
		return sweep.Job{}, false
	}
	id := c.handed
	c.handed++
	seed := strconv.FormatInt(c.first+int64(id/2), 10)
	return sweep.Job{ID: id, Base: id % 2, Set: []sweep.Setting{{Path: "seed", Value: seed}}}, true
}

// Feed takes the figures of a run.
func (c *Comparison) Feed(id int, set keyfigures.Set) {
	c.sets[id%2][id/2], c.known[id%2][id/2] = set, true
	c.finished++
}

// Fail takes the reason why a run could not be.
func (c *Comparison) Fail(id int, reason string) {
	c.finished++
	c.problem = [2]string{"A", "B"}[id%2] + " cannot run with seed " + strconv.FormatInt(c.first+int64(id/2), 10) + ": " + reason
}

// Done says whether nothing is left to run or to wait for.
func (c *Comparison) Done() bool {
	if c.problem != "" {
		return c.finished == c.handed
	}
	return c.finished == 2*len(c.sets[0])
}
