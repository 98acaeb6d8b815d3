package badge

import "math"

// round keeps the decimals that a reader can use, so that the file changes where a figure does.
func round(v float64, decimals int) float64 {
	unit := math.Pow10(decimals)
	return math.Round(v*unit) / unit
}
