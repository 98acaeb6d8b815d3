package explain

import (
	"cmp"
	"slices"

	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/order"
)

// Request is why a request took as long as it did.
type Request struct {
	Request      int
	Engine       int // that served it: all steps here are steps of that one
	PromptLen    int
	Tokens       int // output
	HitTokens    int // at first admission
	HitsAgain    int // after preemptions
	E2EMs        float64
	TTFTMs       float64
	ClientWaitMs float64 // before it was sent: no latency counts it
	Preemptions  int
	Chunks       int        // steps that its prefill and recompute rode in
	Parts        []PartTime // together E2EMs
	Gaps         []Gap      // the slowest of those over twice its median gap, slowest first
	MedianGapMs  float64
	Sentences    []string
	Life         []Event // in order of time
}

// PartTime is the time of one part, by its key in Keys.
type PartTime struct {
	Part string
	Ms   float64
}

// Gap is a pause between two tokens of a request.
type Gap struct {
	Step          int // that ended it
	Ms            float64
	PrefillTokens int     // in that step
	Riders        []Entry // whose they were
	Preempted     bool    // the request waited for its own readmission
}

// gapsShown is how many slow gaps a Request lists.
const gapsShown = 5

// Request explains where a request's time went.
func (s *Session) Request(id int) (*Request, error) {
	if err := check("request", id, s.Requests()); err != nil {
		return nil, err
	}
	log := s.log
	r := &Request{
		Request:      id,
		Engine:       int(log.Engine[id]),
		PromptLen:    int(log.PromptLen[id]),
		Tokens:       int(log.Tokens[id]),
		HitTokens:    int(log.HitTokens[id]),
		HitsAgain:    int(log.HitsAgain[id]),
		E2EMs:        log.E2E(id),
		TTFTMs:       log.TTFT(id),
		ClientWaitMs: log.ClientWait(id),
		Preemptions:  int(log.Preemptions[id]),
		Chunks:       len(s.chunksOf.of(id)),
		Gaps:         []Gap{},
	}
	b := s.breakdown(id)
	for part, ns := range b {
		r.Parts = append(r.Parts, PartTime{Keys[part], ms(ns)})
	}
	s.gaps(r)
	r.Sentences = s.sentences(r, &b)
	r.Life = s.life(id)
	return r, nil
}

// gaps finds the median gap and the slow ones.
func (s *Session) gaps(r *Request) {
	var all []Gap
	last := -1
	for _, i := range s.runsOf.of(r.Request) {
		run := s.log.Runs[i]
		for k := int(run.FirstStep); k < int(run.FirstStep+run.Count); k++ {
			if last >= 0 {
				all = append(all, Gap{Step: k, Ms: ms(s.log.End[k] - s.log.End[last])})
			}
			last = k
		}
	}
	if len(all) == 0 {
		return
	}
	order.Stable(all, func(a, b *Gap) int { return cmp.Compare(b.Ms, a.Ms) })
	r.MedianGapMs = all[len(all)/2].Ms
	for _, gap := range all[:min(gapsShown, len(all))] {
		if gap.Ms < 2*r.MedianGapMs {
			break
		}
		gap.PrefillTokens = int(s.log.PrefillTokens[gap.Step])
		gap.Riders = s.riders(gap.Step, r.Request)
		gap.Preempted = s.readmitted(r.Request, gap.Step, gap.Ms)
		r.Gaps = append(r.Gaps, gap)
	}
}

// riders are the prefills of others in a step, largest first.
func (s *Session) riders(step, but int) []Entry {
	list := []Entry{}
	from, _ := slices.BinarySearchFunc(s.chunks, int32(step), func(c chunk, k int32) int { return cmp.Compare(c.step, k) })
	for _, c := range s.chunks[from:] {
		if int(c.step) != step {
			break
		}
		if int(c.request) != but {
			list = append(list, Entry{Request: int(c.request), Tokens: int(c.tokens), Context: int(c.context)})
		}
	}
	order.Stable(list, func(a, b *Entry) int { return cmp.Compare(b.Tokens, a.Tokens) })
	return list
}

// readmitted says whether the request came back from a preemption within a gap of that length before the end of a step.
func (s *Session) readmitted(id, step int, gapMs float64) bool {
	end := s.log.End[step]
	for _, i := range s.evictionsOf.of(id) {
		if e := &s.evictions[i]; e.back != never && e.back < end && ms(end-e.back) <= gapMs {
			return true
		}
	}
	return false
}

// sentences say what the breakdown shows, in the order of a request's life, leaving out what is below 2 %.
func (s *Session) sentences(r *Request, b *breakdown) []string {
	var list []string
	e2e := s.log.Last[r.Request] - s.log.Sent[r.Request]
	share := func(ns int64) string { return duration(ns) + " (" + format.Share(float64(ns), float64(e2e)) + ")" }
	worth := func(ns int64) bool { return ns*50 >= e2e }
	if worth(b[Queue]) {
		list = append(list, "It waited "+share(b[Queue])+" for admission"+s.queueReason(r.Request)+".")
	}
	if worth(b[Prefill]) {
		list = append(list, s.prefillSentence(r, share(b[Prefill])))
	}
	if worth(b[Preempted]) {
		list = append(list, "It lost its blocks "+times(r.Preemptions)+" and waited "+share(b[Preempted])+" to get blocks again; what it had computed was computed anew.")
	}
	if worth(b[OthersStall]) {
		list = append(list, "Prefills of others, in steps that its tokens waited for, added "+share(b[OthersStall])+longestShared(r)+".")
	}
	if worth(b[DecodeShared]) {
		list = append(list, "Sharing its decode steps with other requests added "+share(b[DecodeShared])+": a gap of "+format.Duration(r.MedianGapMs)+
			" at the median, against "+s.aloneGap(r, b)+" alone.")
	}
	if len(list) == 0 {
		list = append(list, "It met next to no delay: its tokens alone take "+share(b[DecodeIdle])+".")
	}
	if r.HitTokens > 0 {
		list = append(list, "The prefix cache held "+format.Of(r.HitTokens, "token")+" that it did not have to compute.")
	}
	if r.HitsAgain > 0 {
		list = append(list, "After it was preempted, the prefix cache still held "+format.Of(r.HitsAgain, "token")+" that it did not have to compute again.")
	}
	if r.ClientWaitMs > 0 {
		list = append(list, "Before that, max_concurrency held it at the client for "+format.Duration(r.ClientWaitMs)+", which no latency counts.")
	}
	return list
}

func (s *Session) prefillSentence(r *Request, took string) string {
	text := "Its own " + format.Of(r.PromptLen, "prompt token") + " took " + took + " in " + format.Of(r.Chunks, "step")
	if r.Preemptions > 0 {
		text += ", recompute after preemption included"
	}
	return text + "."
}

// queueReason says what kept a request in the queue: the reason given most often at the steps that were scheduled while it
// was there. The one that admitted it is none of them, whomever it refused.
func (s *Session) queueReason(id int) string {
	from, to := s.queuedSteps(id)
	reason, count, steps := mostRefused(s.log.Refused[from:to])
	if count == 0 {
		return ""
	}
	return ": in " + format.Count(count) + " of " + format.Of(steps, "step") + " with a queue, " + reasons[reason].blame
}

// queuedSteps are the steps that were scheduled while a request was in the queue, from and up to: the one that admitted it is none.
func (s *Session) queuedSteps(id int) (from, to int) {
	from, _ = slices.BinarySearch(s.decided, s.log.Queued[id])
	return from, s.admittedBy(id)
}

// mostRefused is the reason given most often, and how many steps refused anybody.
func mostRefused(refused []scheduler.Reason) (reason scheduler.Reason, count, steps int) {
	var counts [len(reasons)]int
	for _, code := range refused {
		counts[code]++
	}
	// The pool lacks blocks in both cases.
	counts[scheduler.ByBlocks] += counts[scheduler.ByReserve]
	counts[scheduler.ByReserve] = 0
	for code := 1; code < len(counts); code++ {
		steps += counts[code]
		if counts[code] > count {
			reason, count = scheduler.Reason(code), counts[code]
		}
	}
	return reason, count, steps
}

// longestShared names the longest gap that a prefill caused, and whose it was.
func longestShared(r *Request) string {
	for _, gap := range r.Gaps {
		if len(gap.Riders) > 0 && !gap.Preempted {
			return "; the longest gap, " + format.Duration(gap.Ms) + " at step " + format.Count(gap.Step) + ", shared it with " +
				format.Of(gap.Riders[0].Tokens, "prefill token") + " of #" + format.Count(gap.Riders[0].Request)
		}
	}
	return ""
}

func (s *Session) aloneGap(r *Request, b *breakdown) string {
	return duration(b[DecodeIdle] / int64(max(1, r.Tokens-1)))
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return format.Count(n) + " times"
}

func duration(ns int64) string { return format.Duration(float64(ns) / 1e6) }
