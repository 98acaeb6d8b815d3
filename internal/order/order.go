// Package order sorts.
package order

import "slices"

// Stable sorts as slices.SortStableFunc does. The sorting itself knows places alone, so that it is compiled once and
// not for every type: in WebAssembly each copy would be some kilobytes to download.
func Stable[T any](list []T, compare func(a, b *T) int) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(&list[a], &list[b]) })
	sorted := make([]T, len(list))
	for to, from := range order {
		sorted[to] = list[from]
	}
	copy(list, sorted)
}
