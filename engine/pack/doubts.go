package pack

import (
	"fmt"
	"slices"

	"github.com/llmemu/playground/internal/format"
)

// What the median step of a real engine takes at least and at most, in µs: a step is launched in tens of µs, and nobody waits for
// seconds. Times beyond are more likely in another unit.
const (
	shortestStep = 20
	longestStep  = 5e6
)

// doubts says what looks like a slip of whoever wrote the file: times in another unit, steps that took no time, cells that are
// there more than once (twice is how many).
func doubts(p *Pack, twice int) []string {
	var found []string
	say := func(line string, values ...any) { found = append(found, fmt.Sprintf(line, values...)) }
	var times []float64
	none := 0
	for _, t := range []Table{p.Decode, p.Mixed} {
		for i := range t {
			times = append(times, t[i].Samples...)
		}
	}
	all := len(times)
	for _, us := range times {
		if us == 0 {
			none++
		}
	}
	if none > 0 {
		say("doubtful: %s of %s are 0 µs; no step takes none", format.Count(none), format.Of(all, "step time"))
	}
	if all > 0 {
		slices.Sort(times)
		switch median := times[all/2]; {
		case median > longestStep:
			say("doubtful: the median step takes %s; times are read as µs, are these ns?", format.Duration(median/1000))
		case median > 0 && median < shortestStep:
			say("doubtful: the median step takes %s µs; times are read as µs, are these ms or s?", format.Number(median))
		}
	}
	if twice > 0 {
		say("doubtful: %s there more than once; their step times are put together", format.Of(twice, "cell"))
	}
	return found
}

// join puts the samples of cells together that name the same sizes, and returns how many were there already.
func (t *Table) join() int {
	at := map[place]int{}
	joined := (*t)[:0:0]
	for _, c := range *t {
		key := place{c.Tokens, c.Requests, c.KV, c.NewReqs}
		i, known := at[key]
		if !known {
			at[key] = len(joined)
			joined = append(joined, c)
			continue
		}
		joined[i].Samples = append(slices.Clip(joined[i].Samples), c.Samples...)
		joined[i].Count += c.Count
	}
	twice := len(*t) - len(joined)
	*t = joined
	return twice
}
