package golden

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/kvcache"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/jsontext"
)

// Totals counts what a replay compared.
type Totals struct {
	Scenarios  int
	Steps      int
	Mismatches int // scenarios that differ
}

// Mismatch is the first difference in a scenario.
type Mismatch struct {
	Scenario  string
	Iteration int
	Field     string // of the step record, as in "s.n"
	Expected  string
	Got       string
}

func (m Mismatch) String() string {
	return fmt.Sprintf("%s: iteration %d: %s: expected %s, got %s", m.Scenario, m.Iteration, m.Field, m.Expected, m.Got)
}

// maxLine bounds one scenario's JSON text.
const maxLine = 64 << 20

// Replay reads scenarios from r, one per line, and replays each. The first mismatch of every scenario goes to report,
// and the rest of that scenario is skipped. The error says what is wrong with the file, by line.
func Replay(r io.Reader, report func(Mismatch)) (Totals, error) {
	var totals Totals
	err := jsontext.EachLine(r, maxLine, func(_ int, line []byte) error {
		var t trace
		if err := jsontext.Unmarshal(line, &t); err != nil {
			return err
		}
		if err := t.check(); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		steps, mismatch := replay(&t)
		totals.Scenarios++
		totals.Steps += steps
		if mismatch != nil {
			totals.Mismatches++
			report(*mismatch)
		}
		return nil
	})
	return totals, err
}

// check refuses what the replay cannot run on: sizes that make no pool, ids that are not r0, r1, … in list order.
func (t *trace) check() error {
	c := &t.Config
	if c.BlockSize < 1 || c.NumGPUBlocks < 2 || c.NumGPUBlocks > 1<<24 || c.MaxNumSeqs < 1 || c.MaxNumBatchedTokens < 1 {
		return fmt.Errorf("config: block_size, max_num_seqs and max_num_batched_tokens must be at least 1, num_gpu_blocks 2 to 16,777,216")
	}
	for i, r := range t.Requests {
		if r.ID != name(i) {
			return fmt.Errorf("requests[%d].id: %q, expected %q", i, r.ID, name(i))
		}
		if r.PromptLen < 1 || r.PromptLen >= c.MaxModelLen || r.OutputLen < 1 || r.SharedPrefixLen < 0 || r.SharedPrefixLen > r.PromptLen {
			return fmt.Errorf("requests[%d]: prompt_len must be 1 to max_model_len-1, output_len at least 1, shared_prefix_len 0 to prompt_len", i)
		}
	}
	if _, ok := scheduler.PolicyNamed(c.Policy); !ok {
		return fmt.Errorf("config.policy: %.60q; allowed: %s", c.Policy, strings.Join(scheduler.PolicyNames(), ", "))
	}
	if _, ok := t.version(); !ok {
		return fmt.Errorf("vllm_commit: %.60q is none whose scheduler is known here: %s", t.Commit, strings.Join(scheduler.VersionNames(), ", "))
	}
	if c.Watermark < 0 || c.Watermark >= 1 || c.MaxNumScheduledTokens < 0 || c.PrefillScheduleInterval < 0 {
		return fmt.Errorf("config: watermark must be 0 to below 1, max_num_scheduled_tokens and prefill_schedule_interval at least 0")
	}
	return nil
}

// version is that of the decisions: of files without a commit, the one that was recorded first.
func (t *trace) version() (scheduler.Version, bool) {
	if t.Commit == "" {
		return scheduler.V019, true
	}
	return scheduler.VersionAt(t.Commit)
}

func name(id int) string { return "r" + strconv.Itoa(id) }

// replay runs one scenario until its first mismatch and counts the steps compared.
func replay(t *trace) (steps int, mismatch *Mismatch) {
	run := newRun(t)
	for _, want := range t.Steps {
		got, ok := run.iterate()
		if !ok {
			return steps, &Mismatch{t.Name, want.Iteration, "it", strconv.Itoa(want.Iteration), "the end of the run"}
		}
		steps++
		if m := compare(t.Name, &want, got); m != nil {
			return steps, m
		}
	}
	if t.MaxIterations == 0 {
		if got, ok := run.iterate(); ok {
			return steps, &Mismatch{t.Name, got.Iteration, "it", "the end of the run", strconv.Itoa(got.Iteration)}
		}
	}
	return steps, nil
}

// run drives the loop by iteration numbers, as the recording did.
type run struct {
	trace     *trace
	arrivals  []int // request ids by (arrival_step, list position)
	streams   []*kvcache.Stream
	loop      *scheduler.Loop
	iteration int
	began     int   // the iteration at which work began after the last idle time
	inFlight  []int // iterations whose batches are not processed yet
}

func newRun(t *trace) *run {
	c := &t.Config
	policy, _ := scheduler.PolicyNamed(c.Policy) // check has seen both
	version, _ := t.version()
	r := &run{trace: t, arrivals: arrivalOrder(t.Requests), streams: streams(t.Requests)}
	r.loop = scheduler.NewLoop(scheduler.Config{
		Version:                   version,
		MaxNumSeqs:                c.MaxNumSeqs,
		MaxNumBatchedTokens:       c.MaxNumBatchedTokens,
		MaxModelLen:               c.MaxModelLen,
		BlockSize:                 c.BlockSize,
		NumGPUBlocks:              c.NumGPUBlocks,
		EnablePrefixCaching:       c.EnablePrefixCaching,
		EnableChunkedPrefill:      c.EnableChunkedPrefill,
		LongPrefillTokenThreshold: c.LongPrefillTokenThreshold,
		Policy:                    policy,
		AsyncScheduling:           c.AsyncScheduling,
		SchedulerReserveFullISL:   c.SchedulerReserveFullISL,
		Watermark:                 c.Watermark,
		MaxNumScheduledTokens:     c.MaxNumScheduledTokens,
	})
	return r
}

// iterate runs one iteration and records it as the trace does; false at the end of the run.
func (r *run) iterate() (*step, bool) {
	if r.loop.Idle() && len(r.arrivals) > 0 {
		if next := r.trace.Requests[r.arrivals[0]].ArrivalStep; next > r.iteration {
			r.iteration, r.began = next, next
		}
	}
	got := &step{Iteration: r.iteration}
	for len(r.arrivals) > 0 && r.trace.Requests[r.arrivals[0]].ArrivalStep <= r.iteration {
		id := r.arrivals[0]
		r.arrivals = r.arrivals[1:]
		q := &r.trace.Requests[id]
		r.loop.Add(&scheduler.Request{ID: id, PromptLen: q.PromptLen, OutputLen: q.OutputLen,
			Priority: q.Priority, Arrival: q.ArrivalTime, Stream: r.streams[id]})
		got.Add = append(got.Add, name(id))
	}
	for id, q := range r.trace.Requests {
		if q.AbortStep == nil || *q.AbortStep != r.iteration || q.ArrivalStep > r.iteration {
			continue
		}
		if _, unfinished := r.loop.Abort(id); unfinished {
			got.Abort = append(got.Abort, name(id))
		}
	}
	if r.loop.Idle() {
		return nil, false
	}
	throttled := 0
	if n := r.trace.Config.PrefillScheduleInterval; n > 1 && (r.iteration-r.began)%n != 0 {
		throttled = 1
	}
	r.loop.Throttle(throttled == 1)
	if b := r.loop.Schedule(); b != nil {
		got.Schedule = r.scheduled(b)
		got.Schedule.Throttled = throttled
		r.inFlight = append(r.inFlight, r.iteration)
	}
	if r.loop.Due() {
		b := r.loop.Process()
		got.Update = &updated{Of: r.inFlight[0], Queues: r.queues()}
		for _, f := range b.Finished {
			got.Update.Finished = append(got.Update.Finished, count{name(f.ID), f.Outputs})
		}
		r.inFlight = r.inFlight[1:]
	}
	r.iteration++
	return got, true
}

func (r *run) scheduled(b *scheduler.Batch) *scheduled {
	s := &scheduled{Queues: r.queues(), FreeQueue: fmt.Sprintf("%08x", r.loop.Pool().Checksum())}
	for _, e := range r.loop.Batch(b, nil) {
		s.Entries = append(s.Entries, count{name(e.ID), e.Tokens})
	}
	for _, a := range b.New {
		s.New = append(s.New, count{name(a.ID), a.HitTokens})
	}
	for _, a := range b.Resumed {
		s.Resumed = append(s.Resumed, count{name(a.ID), a.HitTokens})
	}
	for _, id := range b.Preempted {
		s.Preempted = append(s.Preempted, name(id))
	}
	return s
}

func (r *run) queues() [3]int {
	return [3]int{r.loop.Running(), r.loop.Waiting(), r.loop.Pool().Free()}
}

// compare finds the first field in which a step differs from its record.
func compare(scenario string, want, got *step) *Mismatch {
	var mismatch *Mismatch
	field := func(name string, want, got any) {
		if w, g := fmt.Sprint(want), fmt.Sprint(got); w != g && mismatch == nil {
			mismatch = &Mismatch{Scenario: scenario, Field: name, Expected: w, Got: g}
		}
	}
	field("it", want.Iteration, got.Iteration)
	field("add", want.Add, got.Add)
	field("ab", want.Abort, got.Abort)
	field("s", want.Schedule != nil, got.Schedule != nil)
	if w, g := want.Schedule, got.Schedule; w != nil && g != nil {
		field("s.n", w.Entries, g.Entries)
		field("s.new", w.New, g.New)
		field("s.res", w.Resumed, g.Resumed)
		field("s.pre", w.Preempted, g.Preempted)
		field("s.q", w.Queues, g.Queues)
		field("s.th", w.Throttled, g.Throttled)
		if w.FreeQueue != "" { // optional in the format
			field("s.fq", strings.ToLower(w.FreeQueue), g.FreeQueue)
		}
	}
	field("u", want.Update != nil, got.Update != nil)
	if w, g := want.Update, got.Update; w != nil && g != nil {
		field("u.of", w.Of, g.Of)
		field("u.fin", w.Finished, g.Finished)
		field("u.q", w.Queues, g.Queues)
	}
	if mismatch != nil {
		mismatch.Iteration = want.Iteration
	}
	return mismatch
}
