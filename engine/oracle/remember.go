package oracle

// remembered holds times that depend on one small count, once they were asked for.
type remembered struct {
	plusOne []int64 // the time plus 1; 0: not asked for yet
}

// mostRemembered bounds the counts that are remembered: steps of more tokens are rare, and long.
const mostRemembered = 1 << 14

func (r *remembered) get(count int64) (ns int64, ok bool) {
	if count >= int64(len(r.plusOne)) || r.plusOne[count] == 0 {
		return 0, false
	}
	return r.plusOne[count] - 1, true
}

// put remembers ns, which it returns.
func (r *remembered) put(count, ns int64) int64 {
	if count >= mostRemembered {
		return ns
	}
	for int64(len(r.plusOne)) <= count {
		r.plusOne = append(r.plusOne, make([]int64, count+1)...)
	}
	r.plusOne[count] = ns + 1
	return ns
}
