package live

import (
	"slices"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/serve"
)

// How much a session remembers for its snapshots, beside the log.
const (
	Window       = 60_000_000_000 // nanoseconds that a picture of the past can show
	finishedKept = 12
	ownKept      = 8
)

// history is what a snapshot shows of the past and the log does not hold by request.
type history struct {
	finished  int64   // requests in all
	last      []ended // the newest of them, newest first
	own       []own   // the watcher's, newest last
	stories   map[int]*story
	evicted   map[int]bool // who was preempted and waits again
	readRuns  int          // how many of the log's runs are in stories
	forgotten int64        // when stories were last thinned out
}

// ended is a request that got its last token.
type ended struct {
	id      int
	at, e2e int64
}

// own is a request of the watcher.
type own struct {
	id, promptLen, outputLen int
	aborted                  bool
	abortedAt                int64
}

// story is what happened to a request lately.
type story struct {
	evictions []eviction
	runs      []metrics.Run // that are closed
}

// eviction is the time from a preemption to the next admission, or to an abort.
type eviction struct{ from, to int64 } // to is 0 while it lasts

func newHistory() history {
	return history{stories: map[int]*story{}, evicted: map[int]bool{}}
}

func (h *history) isOwn(id int) bool {
	return slices.ContainsFunc(h.own, func(o own) bool { return o.id == id })
}

func (h *history) keepOwn(id, promptLen, outputLen int) {
	h.own = append(h.own, own{id: id, promptLen: promptLen, outputLen: outputLen})
	h.own = h.own[max(0, len(h.own)-ownKept):]
}

func (h *history) finish(id int, at, e2e int64) {
	h.finished++
	h.last = append([]ended{{id, at, e2e}}, h.last[:min(len(h.last), finishedKept-1)]...)
	delete(h.evicted, id)
}

// abort notes that one of the watcher's requests ended at a moment without its last token. If it waited again, that ends too.
func (h *history) abort(id int, at int64) {
	i := slices.IndexFunc(h.own, func(o own) bool { return o.id == id })
	h.own[i].aborted, h.own[i].abortedAt = true, at
	if h.evicted[id] {
		h.endEviction(id, at)
	}
}

// endEviction says until when a preempted request has waited.
func (h *history) endEviction(id int, at int64) {
	s := h.story(id)
	s.evictions[len(s.evictions)-1].to = at
	delete(h.evicted, id)
}

func (h *history) story(id int) *story {
	s := h.stories[id]
	if s == nil {
		s = &story{}
		h.stories[id] = s
	}
	return s
}

// watch notes who was preempted by what has just happened, and who runs again.
func (h *history) watch(e *serve.Engine) {
	waiting := 0
	e.EachPreempted(func(id int) {
		waiting++
		if !h.evicted[id] {
			h.evicted[id] = true
			s := h.story(id)
			s.evictions = append(s.evictions, eviction{from: e.Now()})
		}
	})
	if waiting == len(h.evicted) {
		return
	}
	still := map[int]bool{}
	e.EachPreempted(func(id int) { still[id] = true })
	for id := range h.evicted {
		if !still[id] {
			h.endEviction(id, e.Now())
		}
	}
}

// read takes the runs that were closed since into their requests' stories.
func (h *history) read(log *metrics.Log) {
	for _, run := range log.Runs[h.readRuns:] {
		s := h.story(int(run.Request))
		s.runs = append(s.runs, run)
	}
	h.readRuns = len(log.Runs)
}

// forget drops what ended before anything that a snapshot can show, now and then.
func (l *Live) forget(now int64) {
	if now-l.forgotten < Window {
		return
	}
	l.forgotten = now
	log := l.engine.Log()
	l.read(log)
	for id, s := range l.stories {
		if l.isOwn(id) {
			continue
		}
		s.evictions = slices.DeleteFunc(s.evictions, func(e eviction) bool { return e.to != 0 && e.to < now-Window })
		s.runs = slices.DeleteFunc(s.runs, func(r metrics.Run) bool { return log.End[r.FirstStep+r.Count-1] < now-Window })
		if len(s.evictions) == 0 && len(s.runs) == 0 {
			delete(l.stories, id)
		}
	}
}
