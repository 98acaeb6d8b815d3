package sweep

import (
	"cmp"
	"slices"

	"github.com/llmemu/playground/engine/keyfigures"
)

// markFront marks the points that no other beats: output per GPU against speed per user, of those whose first tokens
// come in time. A point beats another that is as good in one and better in the other; of equal points the first stays.
func markFront(points []Point) {
	order := make([]int, 0, len(points))
	for i := range points {
		points[i].Front = false
		if points[i].InTime {
			order = append(order, i)
		}
	}
	speed := func(i int) float64 { return points[i].Mean[keyfigures.UserSpeed] }
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(speed(j), speed(i)), cmp.Compare(points[j].PerGPU, points[i].PerGPU))
	})
	best := 0.0
	for _, i := range order { // by falling speed: a point is on the front if it puts out more than all that are faster
		if points[i].PerGPU > best {
			points[i].Front = true
			best = points[i].PerGPU
		}
	}
}
