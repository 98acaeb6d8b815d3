// Package engine emulates a scenario: Run drives the service of package serve from the first request to the last token, as
// fast as it goes, and reports what came of it.
package engine

import (
	"errors"
	"math"

	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/oracle"
	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/serve"
	"github.com/llmemu/playground/engine/servercfg"
	"github.com/llmemu/playground/engine/workload"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Input is everything a run depends on. Stream is the recorded stream that the workload names, nil where it names none.
type Input struct {
	Scenario *scenario.Scenario
	Profile  *profile.Profile
	Stream   *workload.Stream
}

// Run is a scenario on its way from its first request to its last token. It is cut into pieces by Advance, so that a browser
// can stay responsive and cancel it.
type Run struct {
	started  Started
	expected Expected
	caveats  []metrics.Caveat // what vLLM has to say to it
	rejected []workload.Rejection
	service  *serve.Service // nil when the run is over
	log      *metrics.Log
	requests int
	finished int

	asked oracle.Batch // of the oracle, for the report
	ttfts []float64    // scratch of Progress
}

// NewRun prepares a run. Errors that come from the scenario are *scenario.Error and name the field to change.
func NewRun(in Input) (*Run, error) {
	started, err := Start(in)
	if err != nil {
		return nil, err
	}
	longest := started.Config.MaxModelLen
	generated, err := workload.Generate(in.Scenario, longest, in.Stream)
	if err != nil {
		return nil, err
	}
	admission, err := workload.Admit(in.Scenario, generated, longest)
	if err != nil {
		return nil, err
	}
	requests := admission.Requests
	expected := started.expect(requests, int(in.Scenario.Workload.MaxConcurrency))
	if err := expected.refuse(in.Scenario); err != nil {
		return nil, err
	}
	r := &Run{
		started:  *started,
		expected: expected,
		caveats:  caveats(in, started.Findings, admission.Clipped, longest),
		rejected: admission.Rejected,
		service:  serve.New(client.New(requests, int(in.Scenario.Workload.MaxConcurrency), started.Frontend()), serve.First, started.Unit),
		requests: len(requests),
	}
	r.service.Expect(len(requests))
	r.log = r.service.Engines()[0].Log()
	return r, r.checkFits(requests)
}

// Started is a server that vLLM has started for a scenario, before the first request.
type Started struct {
	Scenario *scenario.Scenario // as vLLM runs it
	Profile  *profile.Profile   // with the scenario's dtype of keys and values, and in its server
	Findings []servercfg.Finding
	serve.Unit
}

// Start lets vLLM start with a scenario. Scenarios of version 1 are older than the check: what vLLM would refuse of them runs,
// and is said. Errors are those of NewRun.
func Start(in Input) (*Started, error) {
	served, err := servercfg.Served(in.Scenario, in.Profile)
	if err != nil {
		return nil, err
	}
	asked, findings := servercfg.Start(in.Scenario, served)
	if err := servercfg.Refusal(findings); err != nil && asked.Version >= 2 {
		return nil, err
	}
	cfg, err := config(asked, served)
	if err != nil {
		return nil, err
	}
	o, err := oracle.New(served, asked.Seed)
	return &Started{asked, served, findings, serve.Unit{Config: cfg, Oracle: o}}, err
}

// caveats are what vLLM has to say to a run that goes ahead: to its settings, and to requests that its server would reject. A host's
// time that is given counts twice where it is in the steps already.
func caveats(in Input, findings []servercfg.Finding, clipped, maxModelLen int) []metrics.Caveat {
	var list []metrics.Caveat
	for i := range findings {
		list = append(list, metrics.Caveat{Path: findings[i].Path, Text: findings[i].Text()})
	}
	for _, host := range []struct {
		path  string
		given scenario.Optional
	}{{"server.host_ms_per_step", in.Scenario.Server.HostMsPerStep}, {"server.host_us_per_seq", in.Scenario.Server.HostUsPerSeq}} {
		if host.given.Value > 0 && in.Profile.Host == nil {
			list = append(list, metrics.Caveat{Path: host.path,
				Text: scenario.FieldAt(host.path).Name + " comes on top of steps that were measured whole, with what their own host took"})
		}
	}
	if clipped > 0 {
		list = append(list, metrics.Caveat{Path: "engine.max_model_len", Text: message.Sprintf("%s clipped at max_model_len (%s): vLLM's server would reject what exceeds it",
			format.Of(clipped, "request"), format.Count(maxModelLen))})
	}
	return list
}

// Frontend is what the client and the serving frontend add before the engine sees a request.
func (s *Started) Frontend() client.Frontend {
	us := func(v float64) int64 { return int64(math.Round(v * 1000)) }
	f := &s.Profile.Frontend
	return client.Frontend{Serial: us(f.SerialUS), SerialPer1K: us(f.SerialUSPer1K), Parallel: us(f.ParallelUS)}
}

// config resolves the settings of a scenario that vLLM has started with: absent ones take the profile's.
func config(s *scenario.Scenario, p *profile.Profile) (scheduler.Config, error) {
	e := &s.Engine
	policy, _ := scheduler.PolicyNamed(e.SchedulingPolicy) // the scenario was checked
	version, _ := scheduler.VersionNamed(e.VLLMVersion)
	cfg := scheduler.Config{
		Version:                   version,
		MaxNumSeqs:                int(e.MaxNumSeqs),
		MaxNumBatchedTokens:       int(e.MaxNumBatchedTokens),
		MaxModelLen:               int(e.MaxModelLen),
		BlockSize:                 int(e.BlockSize),
		NumGPUBlocks:              int(e.NumGPUBlocks),
		EnablePrefixCaching:       e.EnablePrefixCaching,
		EnableChunkedPrefill:      e.EnableChunkedPrefill,
		LongPrefillTokenThreshold: int(e.LongPrefillTokenThreshold),
		Policy:                    policy,
		AsyncScheduling:           e.AsyncScheduling,
		SchedulerReserveFullISL:   e.SchedulerReserveFullISL,
		Watermark:                 e.Watermark,
		MaxNumScheduledTokens:     int(e.MaxNumScheduledTokens),
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
	if most := scenario.FieldAt("engine.num_gpu_blocks").Max; float64(cfg.NumGPUBlocks) > most {
		return cfg, &scenario.Error{Path: "engine.gpu_memory_utilization",
			Message: message.Sprintf("%g of %s makes %s KV blocks; allowed: at most %s, which num_gpu_blocks may say", e.GPUMemoryUtilization, p.GPU.Name,
				format.Count(cfg.NumGPUBlocks), format.Count(most))}
	}
	return cfg, nil
}

// checkFits refuses the run before it starts when the pool could never hold one of its requests.
func (r *Run) checkFits(requests []workload.Request) error {
	largest := 0
	for id := range requests {
		if requests[id].Tokens() > requests[largest].Tokens() {
			largest = id
		}
	}
	if len(requests) == 0 {
		return nil
	}
	if err := r.service.Engines()[0].Fits(largest, &requests[largest]); err != nil {
		return &scenario.Error{Path: "engine.num_gpu_blocks", Message: err.Error()}
	}
	return nil
}

// Advance lets at most n things happen, see serve.Service.Turn, and says whether the run is over. After an error it is.
func (r *Run) Advance(n int) (done bool, err error) {
	for ; n > 0 && r.service != nil; n-- {
		finished, ok, err := r.service.Turn()
		r.finished += len(finished)
		if !ok || err != nil {
			r.service = nil // the report of a long run needs the memory
		}
		if err != nil {
			return true, blame(err)
		}
	}
	return r.service == nil, nil
}

// blame names the field that lets a run get stuck.
func blame(err error) error {
	var stuck *serve.StuckError
	if errors.As(err, &stuck) {
		return &scenario.Error{Path: "engine.max_num_batched_tokens", Message: err.Error()}
	}
	return err
}

// Expected is what the run was expected to take before it started.
func (r *Run) Expected() Expected { return r.expected }

// Requests is the number of requests of the run, without those that the server rejects.
func (r *Run) Requests() int { return r.requests }

// Finished is how many requests have their last token.
func (r *Run) Finished() int { return r.finished }

// Observe has f called with every batch that is scheduled from now on, see serve.Service.Observe.
func (r *Run) Observe(f func(*serve.Launch)) { r.service.Observe(f) }

// Log is the record of the run so far.
func (r *Run) Log() *metrics.Log { return r.log }

// Started is the server that serves the run.
func (r *Run) Started() *Started { return &r.started }

// Config is the scheduler's configuration, resolved against the profile.
func (r *Run) Config() scheduler.Config { return r.started.Config }

// Oracle is the run's own source of latencies. Only what draws nothing may be asked of it.
func (r *Run) Oracle() oracle.Oracle { return r.started.Oracle }

// Report evaluates a run that is over.
func (r *Run) Report() *metrics.Report { return metrics.NewReport(r.log, r.setting()) }

// Figures evaluates a run that is over where few numbers are enough, at a fraction of a Report's cost.
func (r *Run) Figures() keyfigures.Set { return keyfigures.Of(r.log, r.setting()) }

func (r *Run) setting() metrics.Setting {
	return metrics.Setting{
		Scenario:     r.started.Scenario,
		Profile:      r.started.Profile,
		NumGPUBlocks: r.started.Config.NumGPUBlocks,
		MaxModelLen:  r.started.Config.MaxModelLen,
		Caveats:      r.caveats,
		Rejected:     r.rejected,
		Idle:         r.idle,
	}
}

// idle is what a request would take on an engine that serves nothing else: its prefill in full budgets, and its decode
// at its mean context.
func (r *Run) idle(promptLen, tokens int32) (prefill, decode int64) {
	for done := int64(0); done < int64(promptLen); {
		chunk := min(int64(r.started.Config.Budget()), int64(promptLen)-done)
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
	return r.started.Oracle.Mean(&r.asked).Total()
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
