package byhand_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/byhand"
	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
)

func retrace(t *testing.T, r *byhand.Run) *explain.Session {
	t.Helper()
	s, err := explain.Retrace(r.Input())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written is a record as the engine writes it for the page.
func written(t *testing.T, record plainjson.Object, err error) any {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := plainjson.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	return byhand.Read(t, text)
}

func TestTimeline(t *testing.T) {
	for _, r := range runs() {
		t.Run(r.Name, func(t *testing.T) {
			packed, err := retrace(t, r).Pack()
			if err != nil {
				t.Fatal(err)
			}
			header, columns := byhand.Unpack(t, packed)
			columns.Same(t, r.Timeline())
			byhand.SameJSON(t, "header", any(header), r.TimelineHeader())
		})
	}
}

// said is what the page says of a reason: code, short and in a sentence.
var said = map[byhand.Reason][3]string{
	byhand.Nobody:     {"none", "", "Nobody waits."},
	byhand.Preempting: {"preempting", "step preempts", "A step that preempts admits nobody."},
	byhand.Slots:      {"seqs", "max_num_seqs", "max_num_seqs requests are running already."},
	byhand.Budget:     {"budget", "budget spent", "max_num_batched_tokens are spent."},
	byhand.Chunking:   {"chunking", "chunking off", "The prompt exceeds what is left of the budget, and chunked prefill is off."},
	byhand.Reserve:    {"blocks", "KV pool full", "The pool cannot hold the whole prompt of the head of the queue, and the head is never skipped."},
	byhand.Blocks:     {"blocks", "KV pool full", "The pool cannot hold the next chunk of the head of the queue, and the head is never skipped."},
}

// TestSteps explains every step, forwards and then the first once more.
func TestSteps(t *testing.T) {
	for _, r := range runs() {
		t.Run(r.Name, func(t *testing.T) {
			s := retrace(t, r)
			for k := range r.Steps {
				step, err := s.Step(metrics.StepRef{Step: k})
				byhand.SameJSON(t, fmt.Sprintf("step %d", k), written(t, step, err), explained(r, k))
			}
			step, err := s.Step(metrics.StepRef{})
			byhand.SameJSON(t, "step 0 again", written(t, step, err), explained(r, 0))
		})
	}
}

func explained(r *byhand.Run, k int) byhand.Object {
	s := &r.Steps[k]
	prefill, decode, preempted, queue := byhand.List{}, byhand.List{}, byhand.List{}, byhand.List{}
	for _, share := range s.Batch {
		yields := 1
		if share.Kind == byhand.Chunk {
			yields = 0
		}
		e := byhand.Object{"request": share.Request, "tokens": share.Tokens, "context": share.Context, "yields": yields,
			"recompute": share.Kind == byhand.Again, "hit_tokens": 0}
		switch q := r.Requests[share.Request]; s.Decided {
		case q.Admitted:
			e["hit_tokens"] = q.Hit
		case q.Back:
			e["hit_tokens"] = q.HitAgain
		}
		if share.Kind == byhand.Decode {
			decode = append(decode, e)
		} else {
			prefill = append(prefill, e)
		}
	}
	for _, id := range s.Preempted {
		preempted = append(preempted, id)
	}
	for i, left := range s.Queue {
		why, code := said[s.Refused][1], said[s.Refused][0]
		if i > 0 && s.Refused != byhand.Slots && s.Refused != byhand.Preempting {
			why, code = fmt.Sprintf("behind #%d", s.Queue[0].Request), "behind"
		}
		queue = append(queue, byhand.Object{"request": left.Request, "needs": left.Needs, "why": why, "code": code})
	}
	tokens := s.Prefill() + s.Decodes()
	idleWhy := "Their last token is in flight."
	if tokens == r.Budget {
		idleWhy = "max_num_batched_tokens are spent."
	}
	cost, sources := costs(r, s)
	return byhand.Object{
		"engine": 0, "step": k, "start_s": byhand.S(s.Start), "took_ms": byhand.Ms(s.End - s.Start),
		"budget": byhand.Object{"used": tokens, "limit": r.Budget}, "sequences": byhand.Object{"used": s.Running, "limit": r.Slots},
		"blocks": byhand.Object{"used": s.Blocks, "limit": r.Blocks}, "cached": s.Cached,
		"prefill": prefill, "decode": decode, "idle": s.Running - len(s.Batch), "idle_why": idleWhy,
		"preempted": preempted, "waiting": s.Waiting, "queue": queue, "queue_why": said[s.Refused][2], "cost": cost, "sources": sources,
	}
}

// costs splits a step's time as the profiles do: 0.2 ms a token, 6.4 ms and 0.1 for each output after the first, and the rest
// is attention. The sampled one knows the whole alone.
func costs(r *byhand.Run, s *byhand.Step) (cost, sources byhand.List) {
	took := s.End - s.Start
	if r.Profile == "sampled" {
		cell := map[int]string{10: "10 tokens and 1 request, 10 samples", 9: "10 tokens and 1 request, 10 samples", 6: "6 tokens and 2 requests, 20 samples",
			2: "2 tokens and 2 requests, 30 samples", 1: "2 tokens and 1 request, 80 samples"}[s.Prefill()+s.Decodes()]
		return byhand.List{byhand.Object{"part": "whole step", "ms": byhand.Ms(took)}}, byhand.List{"step: the cell of about " + cell}
	}
	tokens, outputs := s.Prefill()+s.Decodes(), s.Outputs()
	dense, head := int64(2*tokens), int64(64+max(outputs, 1)-1)
	cost = byhand.List{byhand.Object{"part": "dense", "ms": byhand.Ms(dense)}}
	if attention := took - dense - head; attention > 0 {
		cost = append(cost, byhand.Object{"part": "attention, KV reads", "ms": byhand.Ms(attention)})
	}
	cost = append(cost, byhand.Object{"part": "head", "ms": byhand.Ms(head)})

	// Several prefills count as one with as many query-key pairs.
	var context, own, pairs, prefills float64
	for _, share := range s.Batch {
		if share.Tokens == 1 {
			context += float64(share.Context)
			continue
		}
		prefills++
		own = float64(share.Context)
		pairs += float64(share.Tokens*share.Context + share.Tokens*share.Tokens/2)
	}
	if prefills > 1 {
		own = pairs/float64(s.Prefill()) - float64(s.Prefill())/2
	}
	knots := map[string][]int{"tokens": {0, 64}, "outputs": {1, 65}, "decodes": {0, 1, 8}, "decode context": {0, 256, 1024}, "prefill tokens": {0, 16, 64}, "prefill context": {0, 1024}}
	if r.Profile == "narrow" {
		knots = map[string][]int{"tokens": {0, 8}, "outputs": {1, 65}, "decodes": {0, 1}, "decode context": {0, 8}, "prefill tokens": {0, 8}, "prefill context": {0, 8}}
	}
	where := func(axis string, at float64) string {
		text := fmt.Sprintf("%.0f %s", math.Floor(at+0.5), axis)
		list := knots[axis]
		for i, knot := range list {
			switch {
			case at == float64(knot):
				return text + ", a knot"
			case at < float64(knot) && i == 0:
				return text + ", below the first knot " + counts[knot]
			case at < float64(knot):
				return text + ", between " + counts[list[i-1]] + " and " + counts[knot]
			}
		}
		return text + ", beyond the last knot " + counts[list[len(list)-1]]
	}
	attention := "attention: "
	if prefills > 0 {
		attention += where("prefill tokens", float64(s.Prefill())) + "; " + where("prefill context", own)
	}
	if s.Decodes() > 0 {
		if prefills > 0 {
			attention += "; "
		}
		attention += where("decodes", float64(s.Decodes())) + "; " + where("decode context", context/float64(s.Decodes()))
	}
	return cost, byhand.List{"dense: " + where("tokens", float64(tokens)), attention, "head: " + where("outputs", float64(outputs))}
}

// counts are the knots as the page writes them.
var counts = map[int]string{0: "0", 1: "1", 8: "8", 16: "16", 64: "64", 65: "65", 256: "256", 1024: "1,024"}

// sentences are what the page says of every request. Shares are of E2E; what is below 2 % of it is left out.
var sentences = map[string][][]string{
	"Rush": {
		{"Its own 20 prompt tokens took 20.0\u00a0ms (37\u2009%) in 2 steps.",
			"Prefills of others, in steps that its tokens waited for, added 2.10\u00a0ms (4\u2009%).",
			"Sharing its decode steps with other requests added 5.10\u00a0ms (9\u2009%): a gap of 11.3\u00a0ms at the median, against 8.80\u00a0ms alone."},
		{"It waited 9.40\u00a0ms (11\u2009%) for admission.", // for the end of the step: nobody refused it
			"Its own 6 prompt tokens took 21.1\u00a0ms (25\u2009%) in 1 step.",
			"Prefills of others, in steps that its tokens waited for, added 2.10\u00a0ms (3\u2009%).",
			"Sharing its decode steps with other requests added 13.1\u00a0ms (16\u2009%): a gap of 11.3\u00a0ms at the median, against 7.50\u00a0ms alone."},
		{"It waited 4.60\u00a0ms (7\u2009%) for admission.",
			"Its own 14 prompt tokens took 21.1\u00a0ms (30\u2009%) in 1 step.",
			"Prefills of others, in steps that its tokens waited for, added 2.10\u00a0ms (3\u2009%).",
			"Sharing its decode steps with other requests added 8.50\u00a0ms (12\u2009%): a gap of 11.3\u00a0ms at the median, against 8.30\u00a0ms alone.",
			"The prefix cache held 12 tokens that it did not have to compute."},
		{"It waited 47.6\u00a0ms (34\u2009%) for admission: in 4 of 4 steps with a queue, max_num_seqs requests were running.", // steps 2 to 5
			"Its own 10 prompt tokens took 20.9\u00a0ms (15\u2009%) in 1 step.",
			"Prefills of others, in steps that its tokens waited for, added 7.90\u00a0ms (6\u2009%).",
			"Sharing its decode steps with other requests added 6.30\u00a0ms (5\u2009%): a gap of 10.0\u00a0ms at the median, against 8.00\u00a0ms alone."},
		{"It waited 68.3\u00a0ms (57\u2009%) for admission: in 6 of 6 steps with a queue, max_num_seqs requests were running.", // 2 to 7
			"Its own 16 prompt tokens took 31.7\u00a0ms (26\u2009%) in 2 steps.",
			"Sharing its decode steps with other requests added 3.00\u00a0ms (2\u2009%): a gap of 9.80\u00a0ms at the median, against 8.40\u00a0ms alone."},
		{"It waited 29.5\u00a0ms (27\u2009%) for admission: in 2 of 2 steps with a queue, max_num_seqs requests were running.", // 7 and 8; 6 was decided before it came
			"Its own 12 prompt tokens took 29.4\u00a0ms (27\u2009%) in 2 steps, recompute after preemption included.",
			"It lost its blocks once and waited 31.9\u00a0ms (29\u2009%) to get blocks again; what it had computed was computed anew.",
			"Prefills of others, in steps that its tokens waited for, added 3.00\u00a0ms (3\u2009%).",
			"After it was preempted, the prefix cache still held 8 tokens that it did not have to compute again.",
			"Before that, max_concurrency held it at the client for 46.9\u00a0ms, which no latency counts."},
		{"It waited 51.2\u00a0ms (73\u2009%) for admission: in 2 of 4 steps with a queue, the pool lacked free blocks.", // 11 and 12 of 9 to 12
			"Its own 3 prompt tokens took 18.7\u00a0ms (27\u2009%) in 1 step.",
			"Before that, max_concurrency held it at the client for 24.8\u00a0ms, which no latency counts."},
		{"It waited 61.0\u00a0ms (61\u2009%) for admission: in 2 of 5 steps with a queue, max_num_seqs requests were running.", // 13 and 14 of 10 to 14; of equals the first
			"Its own 20 prompt tokens took 29.3\u00a0ms (30\u2009%) in 2 steps.",
			"Before that, max_concurrency held it at the client for 3.70\u00a0ms, which no latency counts."},
	},
	"Urgent": {
		{"Its own 8 prompt tokens took 16.8\u00a0ms (16\u2009%) in 2 steps, recompute after preemption included.",
			"It lost its blocks once and waited 33.2\u00a0ms (32\u2009%) to get blocks again; what it had computed was computed anew.",
			"Prefills of others, in steps that its tokens waited for, added 3.30\u00a0ms (3\u2009%).",
			"Sharing its decode steps with other requests added 2.60\u00a0ms (3\u2009%): a gap of 9.00\u00a0ms at the median, against 6.69\u00a0ms alone."},
		{"It waited 42.9\u00a0ms (62\u2009%) for admission: in 2 of 4 steps with a queue, the pool lacked free blocks.", // 2 and 3 of 1 to 4
			"Its own 6 prompt tokens took 9.20\u00a0ms (13\u2009%) in 1 step.",
			"Sharing its decode steps with other requests added 1.40\u00a0ms (2\u2009%): a gap of 7.30\u00a0ms at the median, against 7.40\u00a0ms alone."},
		{"It waited 7.00\u00a0ms (12\u2009%) for admission.", // step 1, which admitted it, refused another
			"Its own 10 prompt tokens took 9.50\u00a0ms (16\u2009%) in 1 step.",
			"Prefills of others, in steps that its tokens waited for, added 1.30\u00a0ms (2\u2009%).",
			"Sharing its decode steps with other requests added 2.90\u00a0ms (5\u2009%): a gap of 8.90\u00a0ms at the median, against 7.90\u00a0ms alone."},
		{"It waited 76.1\u00a0ms (81\u2009%) for admission: in 4 of 8 steps with a queue, the prompt exceeded the budget left, with chunked prefill off.", // 1, 5, 6, 7 of 1 to 8
			"Its own 2 prompt tokens took 8.30\u00a0ms (9\u2009%) in 1 step."},
		{"It waited 5.60\u00a0ms (37\u2009%) for admission.",
			"Its own 3 prompt tokens took 9.10\u00a0ms (61\u2009%) in 1 step."},
	},
	"Drawn": {
		{"Its own 10 prompt tokens took 51.7\u00a0ms (53\u2009%) in 1 step.",
			"Prefills of others, in steps that its tokens waited for, added 4.60\u00a0ms (5\u2009%).",
			"Sharing its decode steps with other requests added 31.2\u00a0ms (32\u2009%): a gap of 12.8\u00a0ms at the median, against 3.20\u00a0ms alone."},
		{"It waited 50.7\u00a0ms (53\u2009%) for admission.",
			"Its own 5 prompt tokens took 7.00\u00a0ms (7\u2009%) in 1 step.",
			"Sharing its decode steps with other requests added 32.0\u00a0ms (33\u2009%): a gap of 12.8\u00a0ms at the median, against 3.20\u00a0ms alone."},
		{"It waited 95.1\u00a0ms (86\u2009%) for admission: in 3 of 3 steps with a queue, max_num_seqs requests were running.",
			"Its own 9 prompt tokens took 13.3\u00a0ms (12\u2009%) in 1 step."},
		{"Its own 9 prompt tokens took 13.3\u00a0ms (79\u2009%) in 1 step."},
	},
}

// slow are the gaps of at least twice a request's median, by run and request: at most one each.
var slow = map[string]map[int]byhand.Object{
	"Rush": {5: {"step": 13, "ms": 38.5, "prefill_tokens": 8, "preempted": true,
		"riders": byhand.List{byhand.Object{"request": 6, "tokens": 3, "context": 0, "yields": 0, "recompute": false, "hit_tokens": 0}}}},
	"Urgent": {0: {"step": 8, "ms": 42, "prefill_tokens": 12, "preempted": true, "riders": byhand.List{}}},
	"Drawn": {0: {"step": 3, "ms": 25.6, "prefill_tokens": 0, "preempted": false, "riders": byhand.List{}},
		1: {"step": 3, "ms": 25.6, "prefill_tokens": 0, "preempted": false, "riders": byhand.List{}}},
}

func TestRequests(t *testing.T) {
	for _, r := range runs() {
		t.Run(r.Name, func(t *testing.T) {
			s := retrace(t, r)
			story := r.Name
			if story == "Strained" { // the same happens
				story = "Rush"
			}
			for id, q := range r.Requests {
				chunks, median := 0, 0.0
				for _, s := range r.Steps {
					for _, share := range s.Batch {
						if share.Request == id && share.Kind != byhand.Decode {
							chunks++
						}
					}
				}
				var gaps []float64
				for _, g := range r.Gaps() {
					if g.Request == id {
						gaps = append(gaps, byhand.Ms(g.Length))
					}
				}
				if slices.Sort(gaps); len(gaps) > 0 {
					median = gaps[(len(gaps)-1)/2] // of two in the middle the shorter
				}
				slowest, said := byhand.List{}, byhand.List{}
				if gap, ok := slow[story][id]; ok {
					slowest = append(slowest, gap)
				}
				for _, sentence := range sentences[story][id] {
					said = append(said, sentence)
				}
				request, err := s.Request(id)
				byhand.SameJSON(t, fmt.Sprintf("request %d", id), written(t, request, err), byhand.Object{
					"request": id, "engine": 0, "prompt_len": q.Prompt, "tokens": q.Output, "hit_tokens": q.Hit, "hit_tokens_resumed": q.HitAgain, "e2el_ms": r.E2EMs(id), "ttft_ms": r.TTFTMs(id),
					"client_wait_ms": r.HeldMs(id), "preemptions": r.Preemptions(id), "chunks": chunks, "parts": parts(q), "gaps": slowest,
					"median_gap_ms": median, "sentences": said, "life": life(r, id),
				})
			}
		})
	}
}

// takers are those whose need of a block cost a request its own; all preemptions of these runs.
var takers = map[string]map[int]int{"Rush": {5: 5}, "Strained": {5: 5}, "Urgent": {0: 2}}

// life is what the tables say of a request, in order.
func life(r *byhand.Run, id int) byhand.List {
	q := r.Requests[id]
	list := byhand.List{}
	event := func(kind string, at int64, step, other int, text string) {
		list = append(list, byhand.Object{"kind": kind, "at_s": byhand.S(at), "step": step, "other": other, "text": text})
	}
	stepOf := func(at int64) int { // that was decided then and has the request
		for k, s := range r.Steps {
			for _, share := range s.Batch {
				if s.Decided == at && share.Request == id {
					return k
				}
			}
		}
		return -2
	}
	arrived := "Arrived"
	if q.Sent > q.Arrival {
		arrived += "; max_concurrency held it at the client"
	}
	if event("arrived", q.Arrival, -1, -1, arrived); q.Sent > q.Arrival {
		event("sent", q.Sent, -1, -1, "Sent")
	}
	n, before := 0, -1
	for other, o := range r.Requests {
		switch {
		case other == id || o.Queued > q.Queued || o.Queued == q.Queued && other > id:
		case o.Admitted > q.Queued:
			n++
			before = other // they reach the engine by number
		case o.Preempted > 0 && o.Preempted <= q.Queued && o.Back > q.Queued:
			n++
			if before < 0 {
				before = other
			}
		}
	}
	queued := "Reached the engine, with nobody waiting"
	switch {
	case n > 0 && r.Name == "Urgent": // by priority
		queued, before = "Reached the engine, with "+format.Of(n, "request")+" waiting", -1
	case n == 1:
		queued = fmt.Sprintf("Reached the engine, behind #%d", before)
	case n > 1:
		queued = fmt.Sprintf("Reached the engine, behind #%d and %d more", before, n-1)
	}
	event("queued", q.Queued, -1, before, queued)
	admitted := "Admitted"
	if q.Hit > 0 {
		admitted += ", with " + format.Of(q.Hit, "token") + " of its prompt in the prefix cache"
	}
	event("admitted", q.Admitted, stepOf(q.Admitted), -1, admitted)
	var tokens []int // the steps that gave it one
	for k, s := range r.Steps {
		for _, share := range s.Batch {
			if share.Request == id && share.Kind != byhand.Chunk {
				tokens = append(tokens, k)
			}
		}
	}
	if len(tokens) > 1 {
		event("first", r.Steps[tokens[0]].End, tokens[0], -1, "First token")
	}
	if q.Back > 0 {
		for k, s := range r.Steps {
			if slices.Contains(s.Preempted, id) {
				taker, text := takers[r.Name][id], ""
				if text = fmt.Sprintf("Lost its blocks to #%d", taker); taker == id {
					taker, text = -1, "Gave up its blocks: it needed one more, and was the last in line"
				}
				event("evicted", q.Preempted, k, taker, text)
			}
		}
		event("resumed", q.Back, stepOf(q.Back), -1, "Admitted again")
	}
	last := tokens[len(tokens)-1]
	event("last", r.Steps[last].End, last, -1, "Last token")
	slices.SortStableFunc(list, func(a, b any) int { // a token may be on its way when a request loses its blocks
		return cmp.Compare(a.(byhand.Object)["at_s"].(float64), b.(byhand.Object)["at_s"].(float64))
	})
	return list
}

func parts(q byhand.Request) byhand.List {
	list := byhand.List{}
	for i, part := range byhand.Parts {
		list = append(list, byhand.Object{"part": part, "ms": byhand.Ms(q.Parts[i])})
	}
	return list
}

// group is a group of one request: a twentieth, or the fifth in the middle, of so few.
func group(r *byhand.Run, id int) byhand.Object {
	q := r.Requests[id]
	return byhand.Object{"requests": 1, "from_s": byhand.S(q.Sent), "to_s": byhand.S(q.Sent), "e2el_ms": r.E2EMs(id), "tokens": q.Output,
		"prompt_len": q.Prompt, "parts": parts(q)}
}

func try(path, value string) byhand.Object {
	return byhand.Object{"label": "Try " + value, "engine": 0, "step": -1, "from_s": 0, "to_s": 0, "path": path, "value": value}
}

func open(step int) byhand.Object {
	return byhand.Object{"label": fmt.Sprintf("Step %d", step), "engine": 0, "step": step, "from_s": 0, "to_s": 0, "path": "", "value": ""}
}

// TestFacts holds what is said of a run's tail to the tables. The tail is one request, and so is the middle: of eight in order
// of E2E the fourth, of five the third, of four the second. Facts are the parts that the tail has most more of, and the rest is what
// is left of the difference.
//
// What would become of the runs with more is worked out as well, if only as far as the sentences go; nothing of the first two hangs
// on a seed:
//
//   - the rush with 6 slots. r3 joins in step 2 with 7 tokens, is preempted in step 5 and comes back in 6. r4 still waits for
//     blocks, until r2 has ended. Steps end at 9.9, 20.3, 31.5, 44.9, 57.8, 67.1, 79.1, 88.2, 99.1, 111.5, 121.5, 131.7, 141.4,
//     153.4, 163.7. TTFT: 20.3 31.5 26.5 38.9 105.5 53.7 62.3 65.2: p99 is 103 ms, and was 99.8. Nothing is proposed.
//   - the urgent ones with a seventh block. b0 preempts itself at 44.8, is back at 62.9 with a hit of one block, beside b1's last
//     token and b3. E2E: 90.0 72.9 61.9 80.3 10.0.
//   - the draw with 4 slots. s2 rides with s1's prompt: the cell of 10 tokens, draw 1, 13.5 ms. Then 12.8, 25.6, and 13.3 and 1.6
//     for s3. TTFT: 52.0 64.5 63.5 13.6; TPOT: 17.3 19.2 12.8 1.6.
func TestFacts(t *testing.T) {
	for _, of := range []struct {
		run        *byhand.Run
		middle     int
		difference float64
		facts      byhand.List
		rest       byhand.List
	}{
		{byhand.Rush(), 1, 55.3, byhand.List{
			byhand.Object{"part": "queue", "ms": 38.2, "share": "61\u2009%", "title": "max_num_seqs was reached.",
				// steps 2 to 5, which were scheduled between 6.3 and 53.9
				"text":   "In 4 of 4 steps that left one of them waiting, max_num_seqs requests were running. These requests waited 47.6\u00a0ms at the mean, against 9.40\u00a0ms in the middle.",
				"action": open(6)},
			byhand.Object{"part": "decode_idle", "ms": 18.5, "share": "30\u2009%", "title": "They write longer answers.",
				"text":   "These requests write 8 tokens at the mean, against 6 in the middle. Alone on the engine that takes 56.0\u00a0ms at the mean, against 37.5\u00a0ms in the middle.",
				"action": byhand.Object{"label": "Their window", "engine": 0, "step": -1, "from_s": 0.006, "to_s": 0.145, "path": "", "value": ""}},
			byhand.Object{"part": "others_prefill", "ms": 5.8, "share": "9\u2009%", "title": "Prefills of others stalled decode.",
				// 15, 12 and 8 in steps 8, 9 and 13, of which 8 was made longest; r1 has 10 in step 6
				"text":   "Beside their tokens came 35 prefill tokens of others a request, against 10 in the middle. That cost 7.90\u00a0ms at the mean, against 2.10\u00a0ms in the middle.",
				"action": open(8)},
		}, rest("frontend", -0.2, "prefill", -0.2, "decode_shared", -6.8)},
		{byhand.Urgent(), 1, 34.2, byhand.List{
			byhand.Object{"part": "preempted", "ms": 33.2, "share": "43\u2009%", "title": "Preemptions put them back into the queue.",
				"text": "1 of 1 request lost their blocks, 1 time in all. They waited 33.2\u00a0ms at the mean, against 0\u00a0ms in the middle, and computed their tokens anew." +
					" With num_gpu_blocks 8, E2E p99 is 89.6\u00a0ms, not 103\u00a0ms; TTFT p99 is 71.2\u00a0ms, not 83.6\u00a0ms; TPOT p99 is 11.6\u00a0ms, not 13.4\u00a0ms.",
				"action": try("engine.num_gpu_blocks", "8")},
			byhand.Object{"part": "decode_idle", "ms": 32, "share": "41\u2009%", "title": "They write longer answers.",
				"text":   "These requests write 8 tokens at the mean, against 3 in the middle. Alone on the engine that takes 46.8\u00a0ms at the mean, against 14.8\u00a0ms in the middle.",
				"action": byhand.Object{"label": "Their window", "engine": 0, "step": -1, "from_s": 0, "to_s": 0.103, "path": "", "value": ""}},
			byhand.Object{"part": "prefill", "ms": 7.6, "share": "10\u2009%", "title": "Their own prompts took long.",
				"text":   "Prefill took 16.8\u00a0ms at the mean, against 9.20\u00a0ms in the middle, for 8 prompt tokens against 6, in 2 steps a request.",
				"action": open(0)},
		}, rest("others_prefill", 3.3, "decode_shared", 1.2, "frontend", -0.2, "queue", -42.9)},
		{byhand.Drawn(), 1, 13.9, byhand.List{
			byhand.Object{"part": "queue", "ms": 44.4, "share": "88\u2009%", "title": "max_num_seqs was reached.",
				"text": "In 3 of 3 steps that left one of them waiting, max_num_seqs requests were running. These requests waited 95.1\u00a0ms at the mean, against 50.7\u00a0ms in the middle." +
					" With max_num_seqs 4, TTFT p99 is 64.5\u00a0ms, not 107\u00a0ms. It costs: goodput is 1.65\u00a0req/s, not 2.47\u00a0req/s.",
				"action": try("engine.max_num_seqs", "4")},
			byhand.Object{"part": "prefill", "ms": 6.3, "share": "12\u2009%", "title": "Their own prompts took long.",
				"text":   "Prefill took 13.3\u00a0ms at the mean, against 7.00\u00a0ms in the middle, for 9 prompt tokens against 5, in 1 step a request.",
				"action": open(4)},
		}, rest("decode_idle", -4.8, "decode_shared", -32)},
	} {
		t.Run(of.run.Name, func(t *testing.T) {
			byhand.SameJSON(t, "facts", written(t, retrace(t, of.run).Facts(), nil), byhand.Object{
				"tail": group(of.run, of.run.Tail), "middle": group(of.run, of.middle), "difference_ms": of.difference, "list": of.facts, "rest": of.rest})
		})
	}
}

// rest are parts with what the tail has more of each, in milliseconds.
func rest(pairs ...any) byhand.List {
	list := byhand.List{}
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, byhand.Object{"part": pairs[i], "ms": pairs[i+1]})
	}
	return list
}

// TestFactsOfManyRequests has forty at once, of 2 tokens and 3 to come, the last two 4 to come: the tail is those two, and the
// middle the eight from the 17th on. The frontend takes no time.
//
//	start   end  who                        cost
//	    0   263  40 prompts of 2 tokens     64+160+39; they compute 80 pairs, fewer than one of 80 tokens: no attention
//	  263   526  40 decodes after 2         64+80+39+80
//	  526   829  40 after 3                 64+80+39+120
//	  829   906  2 after 4                  64+4+1+8
//
// A token alone takes 70, after the prompt and half of what is written.
func TestFactsOfManyRequests(t *testing.T) {
	p := byhand.Round()
	p.Frontend.SerialUS, p.Frontend.ParallelUS = 0, 0
	s := scenario.Default("round")
	s.Engine.MaxNumSeqs, s.Engine.MaxNumBatchedTokens, s.Engine.BlockSize, s.Engine.NumGPUBlocks, s.Engine.AsyncScheduling = 64, 128, 4, 101, false
	s.Workload.Dataset = scenario.DatasetRequests
	for id := range 40 {
		s.Workload.Requests = append(s.Workload.Requests, scenario.Request{PromptLen: 2, OutputLen: int64(3 + id/38)})
	}
	session, err := explain.Retrace(engine.Input{Scenario: s, Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	group := func(requests int, e2e float64, tokens int, times [7]int64) byhand.Object {
		return byhand.Object{"requests": requests, "from_s": 0, "to_s": 0, "e2el_ms": e2e, "tokens": tokens, "prompt_len": 2, "parts": parts(byhand.Request{Parts: times})}
	}
	byhand.SameJSON(t, "facts", written(t, session.Facts(), nil), byhand.Object{
		"tail":          group(2, 90.6, 4, [7]int64{0, 0, 263, 210, 433, 0, 0}),
		"middle":        group(8, 82.9, 3, [7]int64{0, 0, 263, 140, 426, 0, 0}),
		"difference_ms": 7.7,
		"list": byhand.List{
			byhand.Object{"part": "decode_idle", "ms": 7, "share": "91\u2009%", "title": "They write longer answers.",
				"text":   "These requests write 4 tokens at the mean, against 3 in the middle. Alone on the engine that takes 21.0\u00a0ms at the mean, against 14.0\u00a0ms in the middle.",
				"action": byhand.Object{"label": "Their window", "engine": 0, "step": -1, "from_s": 0, "to_s": 0.0906, "path": "", "value": ""}},
		},
		"rest": rest("decode_shared", 0.7), // less than a hundredth of 90.6
	})
}
