package byhand

import "github.com/llmemu/playground/internal/format"

// Result is the columns of the run's packed result, see metrics.Report.Pack. The gaps between tokens are in gaps.go.
func (r *Run) Result() Columns {
	c := Columns{}
	r.requests(c)
	r.curves(c)
	r.series(c)
	r.gaps(c)
	return c
}

func (r *Run) requests(c Columns) {
	of := func(name string, value func(id int) float64) { c["req."+name] = r.Each(value) }
	of("arrival_s", func(id int) float64 { return S(r.Requests[id].Arrival) })
	of("client_wait_ms", r.HeldMs)
	of("queue_ms", r.QueueMs)
	of("ttft_ms", r.TTFTMs)
	of("tpot_ms", r.TPOTMs)
	of("e2el_ms", r.E2EMs)
	of("prompt_len", func(id int) float64 { return float64(r.Requests[id].Prompt) })
	of("output_len", func(id int) float64 { return float64(r.Requests[id].Output) })
	of("preemptions", func(id int) float64 { return float64(r.Preemptions(id)) })
	of("prefix_hit_tokens", func(id int) float64 { return float64(r.Requests[id].Hit) })
	of("cause", func(id int) float64 { return float64(r.Requests[id].Cause) })
	of("ttft_cause", func(id int) float64 { return float64(r.Requests[id].TTFTCause) })
}

// Preemptions is how often a request lost its blocks: in these runs at most once.
func (r *Run) Preemptions(id int) int {
	if r.Requests[id].Back > 0 {
		return 1
	}
	return 0
}

// curves are the latencies at 401 shares of requests, or of gaps.
func (r *Run) curves(c Columns) {
	gaps := r.GapMs()
	for i := range 401 {
		q := float64(i) / 400
		c["cdf.q"] = append(c["cdf.q"], q)
		c["cdf.ttft_ms"] = append(c["cdf.ttft_ms"], Quantile(r.Each(r.TTFTMs), q))
		c["cdf.tpot_ms"] = append(c["cdf.tpot_ms"], Quantile(r.Each(r.TPOTMs), q))
		c["cdf.e2el_ms"] = append(c["cdf.e2el_ms"], Quantile(r.Each(r.E2EMs), q))
		c["cdf.itl_ms"] = append(c["cdf.itl_ms"], Quantile(gaps, q))
	}
}

// series are the run by intervals. A step is in all that it touches, with its state; its tokens and preemptions are in
// that in which it ends, as tokens a second.
func (r *Run) series(c Columns) {
	bin := 10 * r.Bin
	for i := range r.End()/bin + 1 {
		var running, waiting, used, prefill, decodes, preempted float64
		for k := range r.Steps {
			s := &r.Steps[k]
			if s.Start/bin <= i && i <= s.End/bin {
				running, waiting = max(running, float64(s.Running)), max(waiting, float64(s.Waiting))
				used = max(used, float64(s.Blocks)/float64(r.Blocks))
			}
			if s.End/bin == i {
				prefill += float64(s.Prefill()) / S(bin)
				decodes += float64(s.Decodes()) / S(bin)
				preempted += float64(len(s.Preempted))
			}
		}
		for name, value := range map[string]float64{"t_s": S(i * bin), "running": running, "waiting": waiting, "kv_used": used,
			"prefill_tokens": prefill, "decode_tokens": decodes, "preemptions": preempted} {
			c["ts."+name] = append(c["ts."+name], value)
		}
	}
}

// Statistics are those of a latency, as vLLM's report has them.
func Statistics(values []float64) Object {
	if len(values) == 0 {
		return Object{"mean": 0, "median": 0, "std": 0, "p50": 0, "p90": 0, "p99": 0}
	}
	return Object{"mean": Mean(values), "median": Quantile(values, 0.5), "std": Std(values),
		"p50": Quantile(values, 0.5), "p90": Quantile(values, 0.9), "p99": Quantile(values, 0.99)}
}

// Header is the packed result's header.
func (r *Run) Header() Object {
	return Object{"summary": r.Summary(), "measured": nil, "gaps": r.gapHeader(), "at_once": false}
}

// Summary is the run's report.
func (r *Run) Summary() Object {
	n := len(r.Requests)
	var prompts, outputs, preemptions, hits, again int
	for id, q := range r.Requests {
		prompts, outputs, preemptions = prompts+q.Prompt, outputs+q.Output, preemptions+r.Preemptions(id)
		hits, again = hits+q.Hit, again+q.HitAgain
	}
	var blocks, beyond int
	for _, s := range r.Steps {
		blocks = max(blocks, s.Blocks)
		if s.Beyond.Any() {
			beyond++
		}
	}
	seconds := S(r.End())
	o := Object{
		"date": "", "backend": "llmemu", "label": r.Name, "model_id": "paper/round", "tokenizer_id": "paper/round",
		"num_prompts": n, "request_rate": "inf", "burstiness": 1, "max_concurrency": r.InFlight, "duration": seconds, "completed": n, "failed": 0,
		"total_input_tokens": prompts, "total_output_tokens": outputs, "request_throughput": float64(n) / seconds,
		"output_throughput": float64(outputs) / seconds, "total_token_throughput": float64(prompts+outputs) / seconds,
		"max_output_tokens_per_s": r.Busiest, "max_concurrent_requests": r.Together(), "endpoint_type": "llmemu",
	}
	for name, values := range map[string][]float64{"ttft_ms": r.Each(r.TTFTMs), "tpot_ms": r.Each(r.TPOTMs), "e2el_ms": r.Each(r.E2EMs), "itl_ms": r.GapMs(),
		"client_queue_time_ms": r.Each(r.HeldMs), "e2el_including_client_queue_ms": r.Each(func(id int) float64 { return r.HeldMs(id) + r.E2EMs(id) })} {
		for statistic, value := range Statistics(values) {
			o[statistic+"_"+name] = value
		}
	}
	own := Object{
		"version": "0.1.0", "profile": r.Profile, "seed": r.Seed, "steps": len(r.Steps), "preemptions": preemptions,
		"preempted_requests": preemptions, "prefix_hit_tokens": hits, "prefix_hit_tokens_resumed": again, "num_gpu_blocks": r.Blocks + 1,
		"engine":       Object{"vllm_version": "0.19", "max_num_seqs": r.Slots, "max_num_batched_tokens": r.Budget, "max_model_len": 64, "gpu_memory_utilization": 0.9, "kv_cache_dtype": "bfloat16"},
		"server":       r.server(),
		"max_kv_usage": float64(blocks) / float64(r.Blocks), "extrapolated_steps": beyond, "wall_ms": 0,
		"extrapolated": r.Extrapolated, "caveats": r.Caveats, "rejected": List{}, "digest": r.Digest, "slo_attainment": nil,
		"steady": nil, "verdict": "Too short a run for a steady rate.", // fewer than fifty finish
	}
	o["request_goodput"] = nil
	if r.TTFT+r.TPOT+r.E2E > 0 {
		o["request_goodput"] = r.Goodput() * float64(n) / seconds
		met := Object{"ttft": nil, "tpot": nil, "e2el": nil, "all": r.Goodput()}
		for name, part := range map[string]struct {
			of        func(int) float64
			objective int64
		}{"ttft": {r.TTFTMs, r.TTFT}, "tpot": {r.TPOTMs, r.TPOT}, "e2el": {r.E2EMs, r.E2E}} {
			if part.objective > 0 {
				met[name] = r.Attainment(part.of, part.objective)
			}
		}
		own["slo_attainment"] = met
		own["verdict"] = own["verdict"].(string) + " " + format.Percent(100*r.Goodput()) + " of all requests meet the SLO."
	}
	o["llmemu"] = own
	return o
}

// server is the frontend of Profile, which is all that surrounds this GPU.
func (r *Run) server() Object {
	frontend := 0.0
	for _, ms := range r.Each(r.FrontendMs) {
		frontend += ms
	}
	return Object{
		"frontend_ms": 0.2, "frontend_ms_per_1k_tokens": 0, "frontend_parallel": 0.1, "host_ms_per_step": 0, "host_us_per_seq": 0,
		"mean_ttft_frontend_ms": frontend / float64(len(r.Requests)), "mean_ttft_host_ms": 0, "mean_tpot_host_ms": 0,
	}
}
