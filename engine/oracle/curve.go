package oracle

import "github.com/llmemu/playground/engine/profile"

// curve is a table with one axis. Beyond its last knot it goes on as it rose over the outer half of the axis: the last
// segment alone may lie on one step of a staircase, which kernels make that work in tiles.
type curve struct {
	table
	last, end float64 // last knot, and the time there in ns
	slope     float64 // beyond it, in ns per unit of the axis
}

func newCurve(source *profile.Table) *curve {
	c := &curve{table: *newTable(source)}
	knots := c.axes[0].knots
	c.last = knots[len(knots)-1]
	c.end = c.on(c.last)
	c.slope = max(0, (c.end-c.on(c.outer()))/c.outer())
	return c
}

// outer is where the outer half of the axis begins.
func (c *curve) outer() float64 { return float64(c.last / 2) }

// at is the time at x.
func (c *curve) at(x int64) float64 {
	if beyond := float64(x) - c.last; beyond > 0 {
		return c.end + float64(beyond*c.slope)
	}
	return c.on(float64(x))
}

// bracket finds what the time at x rests on.
func (c *curve) bracket(name string, x int64) Bracket {
	b := c.table.bracket(0, name, float64(x))
	if b.Beyond {
		b.From = int64(c.outer())
	}
	return b
}
