package stats

import (
	"math"
	"math/bits"
	"slices"
)

// A pass of the sort looks at one digit, whose counters stay in the first-level cache.
const digitBits = 12

// manyValues is from where on two digits leave too much to insertion.
const manyValues = 1 << 15

// Sort sorts finite values in place, each with its weight where there are weights; equal ones keep their order. It is
// a radix sort, from the lower digit up, over the highest bits in which the values differ: two digits, or three for many
// values, tell most of them apart. What is left is put in order by insertion. That is several times faster than comparing.
func Sort(values []float64, weights []int32) {
	if slices.IsSorted(values) {
		return
	}
	s := sorter{values: values, to: make([]float64, len(values)), weights: weights}
	if weights != nil {
		s.weightsTo = make([]int32, len(weights))
	}
	all, some := ^uint64(0), uint64(0)
	for _, v := range values {
		k := ordered(v)
		all &= k
		some |= k
	}
	top := bits.Len64(all ^ some)
	digits := 2
	if len(values) > manyValues {
		digits = 3
	}
	for shift := max(0, top-digits*digitBits); shift < top; shift += digitBits {
		s.pass(shift)
	}
	s.insert()
	copy(values, s.values) // elsewhere after an odd number of passes, else onto themselves
	copy(weights, s.weights)
}

type sorter struct {
	values, to         []float64
	weights, weightsTo []int32 // nil: not weighted
}

// pass puts the values in the order of one digit; equal ones keep theirs.
func (s *sorter) pass(shift int) {
	const mask = 1<<digitBits - 1
	var next [mask + 1]int32
	for _, v := range s.values {
		next[ordered(v)>>shift&mask]++
	}
	at := int32(0)
	for d := range next {
		next[d], at = at, at+next[d]
	}
	if s.weights == nil {
		for _, v := range s.values {
			to := &next[ordered(v)>>shift&mask]
			s.to[*to] = v
			*to++
		}
	}
	for i, w := range s.weights {
		v := s.values[i]
		to := &next[ordered(v)>>shift&mask]
		s.to[*to], s.weightsTo[*to] = v, w
		*to++
	}
	s.values, s.to = s.to, s.values
	s.weights, s.weightsTo = s.weightsTo, s.weights
}

// insert orders values that are nearly in order.
func (s *sorter) insert() {
	for i := 1; i < len(s.values); i++ {
		if s.values[i-1] <= s.values[i] {
			continue
		}
		for j := i; j > 0 && s.values[j-1] > s.values[j]; j-- {
			s.values[j-1], s.values[j] = s.values[j], s.values[j-1]
			if s.weights != nil {
				s.weights[j-1], s.weights[j] = s.weights[j], s.weights[j-1]
			}
		}
	}
}

// ordered gives a float the bits of an unsigned integer that sorts as it does.
func ordered(v float64) uint64 {
	b := math.Float64bits(v)
	return b ^ (uint64(int64(b)>>63) | 1<<63)
}
