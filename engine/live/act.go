package live

import (
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// MaxBurst is how many requests a burst may have.
const MaxBurst = 1000

// SetRate changes the request rate from now on. The requests on their way to us come sooner or later by that; at 0 none comes, and the
// engine drains.
func (l *Live) SetRate(rate float64) error {
	if rate != 0 && !(rate >= workload.MinFlowRate && rate <= workload.MaxFlowRate) {
		return message.Errorf("request_rate: %s; allowed: 0, or %s to %s requests per second", format.Plain(rate), format.Plain(workload.MinFlowRate), format.Plain(workload.MaxFlowRate))
	}
	l.takeBack()
	l.flow.SetRate(rate, l.now)
	return nil
}

// Burst makes n requests arrive now, of the lengths that the workload draws.
func (l *Live) Burst(n int) error {
	if n < 1 || n > MaxBurst {
		return message.Errorf("burst: %d requests; allowed: 1 to %d", n, MaxBurst)
	}
	l.takeBack()
	for range n {
		l.service.Add(l.flow.Extra(l.now))
	}
	return nil
}

// takeBack gives the request that the client was told of back to the flow, if it has not arrived yet.
func (l *Live) takeBack() {
	if len(l.service.Withdraw(l.now)) > 0 {
		l.flow.Untake()
	}
}

// Send sends a request of the watcher's own now, past max_concurrency, and returns its id. What the engine refuses is an
// error, and the session goes on.
func (l *Live) Send(promptLen, outputLen int) (id int, err error) {
	limit := l.engine.Config().MaxModelLen
	if promptLen < 1 || promptLen >= limit {
		return 0, message.Errorf("prompt: %s tokens; allowed: 1 to %s (max_model_len - 1)", format.Count(float64(promptLen)), format.Count(float64(limit-1)))
	}
	if outputLen < 1 || promptLen+outputLen > limit {
		return 0, message.Errorf("answer: %s tokens; allowed: 1 to %s beside this prompt", format.Count(float64(outputLen)), format.Count(float64(limit-promptLen)))
	}
	r := workload.Request{Arrival: l.now, PromptLen: promptLen, OutputLen: outputLen}
	if id, err = l.service.Interject(&r, l.now); err != nil {
		return 0, err
	}
	l.keepOwn(id, promptLen, outputLen)
	return id, nil
}

// Abort lets the client of one of the watcher's requests go away now, and says whether that ended it: one that is over stays as
// it is. Its blocks are free at once. Steps in flight go on as they were decided, and whichever comes after them is decided
// without it, as in vLLM, whose engine core takes aborts in before it schedules.
func (l *Live) Abort(id int) bool {
	if !l.isOwn(id) || !l.service.Abort(id, l.now) {
		return false
	}
	l.abort(id, l.now)
	return true
}
