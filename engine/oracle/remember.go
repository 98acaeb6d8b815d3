package oracle

// remembered holds times that depend on one small count, once they were asked for.
type remembered struct {
	plusOne []int64 // the time plus 1; 0: not asked for yet
}

// mostRemembered bounds the counts that are remembered: steps of more tokens are rare, and long.
const mostRemembered = 1 << 14

// at is f(count), which is remembered.
func (r *remembered) at(count int64, f func(int64) int64) int64 {
	if count >= int64(len(r.plusOne)) {
		if count >= mostRemembered {
			return f(count)
		}
		r.plusOne = append(r.plusOne, make([]int64, count+1)...)
	}
	known := &r.plusOne[count]
	if *known == 0 {
		*known = f(count) + 1
	}
	return *known - 1
}
