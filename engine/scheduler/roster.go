package scheduler

// roster is the list of running requests in order of admission. One that leaves from the middle leaves a hole, so that
// nothing moves; holes are closed when they outnumber the requests.
type roster struct {
	list  []*request // its last entry is no hole
	holes int
}

func (l *roster) len() int { return len(l.list) - l.holes }

// last is the request admitted last; there is one.
func (l *roster) last() *request { return l.list[len(l.list)-1] }

func (l *roster) add(r *request) {
	if l.holes > l.len() {
		l.close()
	}
	r.place = len(l.list)
	l.list = append(l.list, r)
}

func (l *roster) remove(r *request) {
	l.list[r.place] = nil
	l.holes++
	for n := len(l.list); n > 0 && l.list[n-1] == nil; n-- {
		l.list = l.list[:n-1]
		l.holes--
	}
}

func (l *roster) close() {
	kept := l.list[:0]
	for _, r := range l.list {
		if r != nil {
			r.place = len(kept)
			kept = append(kept, r)
		}
	}
	clear(l.list[len(kept):])
	l.list, l.holes = kept, 0
}
