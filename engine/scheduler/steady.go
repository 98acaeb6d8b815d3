package scheduler

import "math"

// steady is the set of requests that get one token in every step. Nothing is written to a member when it does: a member
// has base + clock computed tokens, and clock counts the steps of the set. What happens to members at known clocks is
// found without looking at the others:
//
//   - a member whose computed tokens are a multiple of the block size needs a block; that is the bucket of the current phase;
//   - the member's last token is scheduled at a clock known when it joins; that is the calendar.
type steady struct {
	clock   int
	phase   int // clock modulo the block size
	buckets []bucket

	calendar []*request // by clock modulo its length, a power of two: whose last token is scheduled then

	count int
	bases int // sum of the members' bases

	// The smallest and largest base, found anew when asked for if stale.
	min, max int
	stale    bool
}

// bucket holds the members that need their blocks in the same steps, in running order.
type bucket struct {
	members  []*request
	min, max int // of their bases, where stale is false
	stale    bool
}

// Decodes sums up the requests that a step serves without an entry of their own: each gets one token, right after one
// in the step before.
type Decodes struct {
	Count    int
	Context  int // sum of their computed tokens before the step
	Shortest int // of their computed tokens before the step; 0 without requests
	Longest  int // the same
}

func newSteady(blockSize int) steady {
	return steady{buckets: make([]bucket, blockSize), calendar: make([]*request, 1024)}
}

// join takes in a request that has caught up and lacks the given number of tokens, at least one, to its last.
func (s *steady) join(r *request, lacking int) {
	r.state = steadily
	r.base = r.computed - s.clock
	r.joined = s.clock
	r.bucket = (len(s.buckets) - r.computed%len(s.buckets) + s.phase) % len(s.buckets)
	s.buckets[r.bucket].insert(r)
	for lacking >= len(s.calendar) {
		s.extend()
	}
	day := &s.calendar[(s.clock+lacking)&(len(s.calendar)-1)]
	r.next, *day = *day, r
	if s.count == 0 {
		s.min, s.max, s.stale = r.base, r.base, false
	}
	s.min, s.max = min(s.min, r.base), max(s.max, r.base)
	s.count++
	s.bases += r.base
}

// extend doubles the calendar.
func (s *steady) extend() {
	old := s.calendar
	s.calendar = make([]*request, 2*len(old))
	for ahead := range len(old) {
		s.calendar[(s.clock+ahead)&(len(s.calendar)-1)] = old[(s.clock+ahead)&(len(old)-1)]
	}
}

// takers are the members that need a block in the coming step, in running order.
func (s *steady) takers() []*request { return s.buckets[s.phase].members }

// serve gives every member a token and returns what that took.
func (s *steady) serve() Decodes {
	d := Decodes{Count: s.count}
	if s.count == 0 {
		return d
	}
	if s.stale {
		s.refresh()
	}
	d.Context = s.bases + s.count*s.clock
	d.Shortest, d.Longest = s.min+s.clock, s.max+s.clock
	s.clock++
	if s.phase++; s.phase == len(s.buckets) {
		s.phase = 0
	}
	return d
}

// ended appends the members that have just got their last token, in running order. They leave the set.
func (s *steady) ended(dst []*request) []*request {
	day := &s.calendar[s.clock&(len(s.calendar)-1)]
	for r := *day; r != nil; r = r.next {
		s.forget(r)
		dst = append(dst, r)
		for i := len(dst) - 1; i > 0 && dst[i-1].admission > r.admission; i-- {
			dst[i], dst[i-1] = dst[i-1], r
		}
	}
	*day = nil
	return dst
}

// remove takes a member out before its end.
func (s *steady) remove(r *request) {
	s.forget(r)
	at := &s.calendar[(r.end-1-r.base)&(len(s.calendar)-1)]
	for *at != r {
		at = &(*at).next
	}
	*at = r.next
}

func (s *steady) forget(r *request) {
	s.buckets[r.bucket].remove(r)
	s.count--
	s.bases -= r.base
	s.stale = s.stale || r.base == s.min || r.base == s.max
}

func (s *steady) refresh() {
	s.min, s.max, s.stale = math.MaxInt, math.MinInt, false
	for i := range s.buckets {
		b := &s.buckets[i]
		if len(b.members) == 0 {
			continue
		}
		if b.stale {
			b.refresh()
		}
		s.min, s.max = min(s.min, b.min), max(s.max, b.max)
	}
}

func (b *bucket) insert(r *request) {
	b.members = append(b.members, r)
	for i := len(b.members) - 1; i > 0 && b.members[i-1].admission > r.admission; i-- {
		b.members[i], b.members[i-1] = b.members[i-1], r
	}
	if len(b.members) == 1 {
		b.min, b.max, b.stale = r.base, r.base, false
	}
	b.min, b.max = min(b.min, r.base), max(b.max, r.base)
}

func (b *bucket) remove(r *request) {
	i := 0
	for b.members[i] != r {
		i++
	}
	b.members = append(b.members[:i], b.members[i+1:]...)
	b.stale = b.stale || r.base == b.min || r.base == b.max
}

func (b *bucket) refresh() {
	b.min, b.max, b.stale = math.MaxInt, math.MinInt, false
	for _, r := range b.members {
		b.min, b.max = min(b.min, r.base), max(b.max, r.base)
	}
}

// served says whether r got its token from the set's newest step.
func (s *steady) served(r *request) bool {
	return r.state == steadily && r.joined < s.clock || r.state == leaving && r.base+s.clock == r.end-1
}
