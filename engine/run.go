package engine

import (
	"math"

	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/message"
)

// Input is everything a run depends on. Stream is the recorded stream that the workload names, nil where it names none.
type Input struct {
	Scenario *scenario.Scenario
	Profile  *profile.Profile
	Stream   *workload.Stream
}

// Run is a scenario on its way from its first request to its last token: a client that sends, an engine that serves.
// It is cut into pieces by Advance, so that a browser can stay responsive and cancel it.
type Run struct {
	input    Input
	cfg      scheduler.Config
	oracle   oracle.Oracle
	engine   *Engine
	client   *client.Client
	requests []workload.Request
	finished int
	done     bool

	send client.Send // what the client sends next, if nothing ends before
	more bool        // whether it does

	asked oracle.Batch // of the oracle, for the report
}

// NewRun prepares a run. Errors that come from the scenario are *scenario.Error and name the field to change.
func NewRun(in Input) (*Run, error) {
	cfg, err := Config(in.Scenario, in.Profile)
	if err != nil {
		return nil, err
	}
	o, err := oracle.New(in.Profile, in.Scenario.Seed)
	if err != nil {
		return nil, err
	}
	requests, err := workload.Generate(in.Scenario, cfg.MaxModelLen, in.Stream)
	if err != nil {
		return nil, err
	}
	r := &Run{
		input:    in,
		cfg:      cfg,
		oracle:   o,
		engine:   New(cfg, o),
		client:   client.New(requests, int(in.Scenario.Workload.MaxConcurrency), Frontend(in.Profile)),
		requests: requests,
	}
	r.engine.Log().Expect(len(requests))
	r.send, r.more = r.client.Next()
	return r, r.checkFits()
}

// Config resolves a scenario's engine settings against a profile: absent ones take the profile's.
func Config(s *scenario.Scenario, p *profile.Profile) (scheduler.Config, error) {
	e := &s.Engine
	cfg := scheduler.Config{
		MaxNumSeqs:                int(e.MaxNumSeqs),
		MaxNumBatchedTokens:       int(e.MaxNumBatchedTokens),
		MaxModelLen:               int(e.MaxModelLen),
		BlockSize:                 int(e.BlockSize),
		NumGPUBlocks:              int(e.NumGPUBlocks),
		EnablePrefixCaching:       e.EnablePrefixCaching,
		EnableChunkedPrefill:      e.EnableChunkedPrefill,
		LongPrefillTokenThreshold: int(e.LongPrefillTokenThreshold),
		Priority:                  e.SchedulingPolicy == scenario.PolicyPriority,
		AsyncScheduling:           e.AsyncScheduling,
		SchedulerReserveFullISL:   e.SchedulerReserveFullISL,
	}
	if cfg.MaxModelLen == 0 {
		cfg.MaxModelLen = int(p.Engine.MaxModelLen)
	}
	if cfg.NumGPUBlocks == 0 {
		cfg.NumGPUBlocks = int(p.NumGPUBlocks(e.GPUMemoryUtilization, e.BlockSize))
	}
	if cfg.NumGPUBlocks < 2 {
		return cfg, &scenario.Error{Path: "engine.gpu_memory_utilization",
			Message: message.Sprintf("%g of %s leaves no KV block beside the model's weights; raise it or give num_gpu_blocks", e.GPUMemoryUtilization, p.GPU.Name)}
	}
	return cfg, nil
}

// checkFits refuses the run before it starts when the pool could never hold one of its requests.
func (r *Run) checkFits() error {
	largest := 0
	for id := range r.requests {
		if r.requests[id].Tokens() > r.requests[largest].Tokens() {
			largest = id
		}
	}
	if len(r.requests) == 0 {
		return nil
	}
	if q := &r.requests[largest]; !r.engine.fits(q) {
		return &scenario.Error{Path: "engine.num_gpu_blocks", Message: r.engine.neverFits(largest, q).Error()}
	}
	return nil
}

// Advance lets at most n things happen and says whether the run is over: a request is sent, or the engine takes a turn.
// After an error the run is over.
func (r *Run) Advance(n int) (done bool, err error) {
	for ; n > 0 && !r.done; n-- {
		at, busy := r.engine.Next()
		if r.sends(at) || r.more && !busy {
			err = r.submit()
		} else if busy {
			err = r.turn(at)
		} else {
			r.done = true
			r.requests, r.client = nil, nil // the report of a long run needs the memory
		}
		if err != nil {
			r.done = true
			return true, err
		}
	}
	return r.done, nil
}

// sends says whether the client sends a request that the engine sees by then.
func (r *Run) sends(at int64) bool { return r.more && r.send.Queued <= at }

func (r *Run) submit() error {
	_, err := r.engine.Submit(&r.requests[r.send.ID], r.send.Sent, r.send.Queued)
	r.client.Take()
	r.send, r.more = r.client.Next()
	return err
}

// turn is Engine.Step twice where it can be: when a batch ends, the next is scheduled at once, unless a request comes first.
func (r *Run) turn(at int64) error {
	e := r.engine
	e.now = at
	if e.awaiting {
		if finished := e.process(); len(finished) > 0 {
			r.ended(finished)
		}
		if e.loop.Idle() || r.sends(at) {
			return nil
		}
	}
	if err := e.schedule(); err != nil {
		return &scenario.Error{Path: "engine.max_num_batched_tokens", Message: err.Error()}
	}
	return nil
}

func (r *Run) ended(finished []scheduler.Finish) {
	for range finished {
		r.client.Finished(r.engine.now)
	}
	r.finished += len(finished)
	r.send, r.more = r.client.Next()
}

// Requests is the number of requests of the run; Finished is how many have their last token.
func (r *Run) Requests() int { return len(r.engine.log.Sent) }

// Finished is how many requests have their last token.
func (r *Run) Finished() int { return r.finished }

// Report evaluates a run that is over.
func (r *Run) Report() *metrics.Report { return metrics.NewReport(r.engine.Log(), r.setting()) }

// Figures evaluates a run that is over where few numbers are enough, at a fraction of a Report's cost.
func (r *Run) Figures() keyfigures.Set { return keyfigures.Of(r.engine.Log(), r.setting()) }

func (r *Run) setting() metrics.Setting {
	return metrics.Setting{
		Scenario:     r.input.Scenario,
		Profile:      r.input.Profile,
		NumGPUBlocks: r.cfg.NumGPUBlocks,
		Idle:         r.idle,
	}
}

// idle is what a request would take on an engine that serves nothing else: its prefill in full budgets, and its decode
// at its mean context.
func (r *Run) idle(promptLen, tokens int32) (prefill, decode int64) {
	for done := int64(0); done < int64(promptLen); {
		chunk := min(int64(r.cfg.MaxNumBatchedTokens), int64(promptLen)-done)
		if chunk == 1 {
			prefill += r.idleDecode(done)
		} else {
			prefill += r.mean(oracle.Batch{PrefillTokens: chunk, PrefillContext: done, PrefillReqs: 1, Outputs: 1})
		}
		done += chunk
	}
	return prefill, int64(tokens-1) * r.idleDecode(int64(promptLen)+int64(tokens)/2)
}

func (r *Run) idleDecode(context int64) int64 {
	return r.mean(oracle.Batch{Decodes: 1, DecodeContext: context, DecodeMin: context, DecodeMax: context, Outputs: 1})
}

func (r *Run) mean(step oracle.Batch) int64 {
	r.asked = step // asking by a pointer to step itself would allocate it
	return r.oracle.Mean(&r.asked).Total()
}

// Complete runs a scenario to its end.
func Complete(in Input) (*Run, error) {
	r, err := NewRun(in)
	if err != nil {
		return nil, err
	}
	_, err = r.Advance(math.MaxInt)
	return r, err
}
