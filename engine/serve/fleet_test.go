package serve

import (
	"reflect"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/client"
	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/engine/scheduler"
	"github.com/llmemu/playground/engine/workload"
)

// inTurn gives requests to the engines one after another.
func inTurn() Router {
	next := -1
	return func(_ *workload.Request, engines []*Engine) int {
		next = (next + 1) % len(engines)
		return next
	}
}

// fleet is a service of several equal engines.
func fleet(n int, c *client.Client, change func(*scheduler.Config)) *Service {
	units := make([]Unit, n)
	for i := range units {
		units[i] = Unit{config(change), tenPerStep{}}
	}
	return New(c, inTurn(), units...)
}

// TestTwoEngines is a run of two engines with synchronous scheduling, worked out by hand. A step takes 10, and 1 for each
// prefill token.
//
//	request  arrives  prompt  outputs  engine
//	#0       0        20      3        0
//	#1       5        10      2        1
//	#2       12       30      2        0
//	#3       31       10      1        1
//
//	engine 0               engine 1
//	0..30   #0 prefill     5..25   #1 prefill
//	30..70  #0, #2 prefill 25..35  #1           #1 ends
//	70..80  #0, #2         35..55  #3 prefill   #3 ends
//	        both end
func TestTwoEngines(t *testing.T) {
	requests := []workload.Request{request(0, 20, 3), request(5, 10, 2), request(12, 30, 2), request(31, 10, 1)}
	s := fleet(2, client.New(requests, 0, client.Frontend{}), func(*scheduler.Config) {})
	var ends []int64
	var order []int
	for {
		at, due := s.Next()
		finished, ok, err := s.Turn()
		if err != nil {
			t.Fatal(err)
		}
		if ok != due {
			t.Fatalf("Next says %t, Turn %t", due, ok)
		}
		if !ok {
			break
		}
		for _, f := range finished {
			order, ends = append(order, f.ID), append(ends, at)
		}
	}
	if !slices.Equal(order, []int{1, 3, 0, 2}) || !slices.Equal(ends, []int64{35, 55, 80, 80}) {
		t.Errorf("requests %v end at %v", order, ends)
	}

	table := s.Requests()
	for name, c := range map[string]struct{ got, want any }{
		"engine":   {table.Engine, []uint8{0, 1, 0, 1}},
		"admitted": {table.Admitted, []int64{0, 5, 30, 35}},
		"first":    {table.First, []int64{30, 25, 70, 55}},
		"last":     {table.Last, []int64{80, 35, 80, 55}},
		"tokens":   {table.Tokens, []int32{3, 2, 2, 1}},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	for place, want := range [][2][]int64{{{0, 30, 70}, {30, 70, 80}}, {{5, 25, 35}, {25, 35, 55}}} {
		log := s.Engines()[place].Log()
		if !slices.Equal(log.Start, want[0]) || !slices.Equal(log.End, want[1]) {
			t.Errorf("engine %d: steps start at %v and end at %v, want %v", place, log.Start, log.End, want)
		}
	}
	// #0 has its tokens from steps 0, 1 and 2 of engine 0, #2 from 1 and 2; #1 from 0 and 1 of engine 1, #3 from 2.
	if got, want := s.Engines()[0].Log().Runs, []metrics.Run{{Request: 0, FirstStep: 0, Count: 3}, {Request: 2, FirstStep: 1, Count: 2}}; !slices.Equal(got, want) {
		t.Errorf("engine 0: runs %v, want %v", got, want)
	}
	if got, want := s.Engines()[1].Log().Runs, []metrics.Run{{Request: 1, FirstStep: 0, Count: 2}, {Request: 3, FirstStep: 2, Count: 1}}; !slices.Equal(got, want) {
		t.Errorf("engine 1: runs %v, want %v", got, want)
	}
}

// TestAnEngineOfAFleetIsAnEngineAlone: with the requests that it was given, each engine does what it would do by itself.
// The pool is small enough for preemptions, and scheduling is asynchronous.
func TestAnEngineOfAFleetIsAnEngineAlone(t *testing.T) {
	var requests []workload.Request
	for i := range 60 {
		requests = append(requests, request(int64(17*i), 20+i%7*9, 5+i%11))
	}
	small := func(cfg *scheduler.Config) { cfg.NumGPUBlocks, cfg.AsyncScheduling = 21, true }
	both := fleet(2, client.New(requests, 0, client.Frontend{}), small)
	drain(t, both)
	preempted := 0
	for place, engine := range both.Engines() {
		var own []workload.Request
		for i := place; i < len(requests); i += 2 {
			own = append(own, requests[i])
		}
		alone := drain(t, serving(config(small), own...))
		log := engine.Log()
		if !reflect.DeepEqual(log.Steps, alone.Steps) || !slices.Equal(log.Gaps, alone.Gaps) || !slices.Equal(log.OtherGaps, alone.OtherGaps) {
			t.Errorf("engine %d takes other steps than alone", place)
		}
		for i := range own {
			id := 2*i + place
			if log.First[id] != alone.First[i] || log.Last[id] != alone.Last[i] || log.Preemptions[id] != alone.Preemptions[i] {
				t.Errorf("request %d: tokens from %d to %d, alone %d to %d", id, log.First[id], log.Last[id], alone.First[i], alone.Last[i])
			}
			preempted += int(log.Preemptions[id])
		}
	}
	if preempted == 0 {
		t.Error("nothing was preempted: the pools are too large")
	}
}

// TestSeatsAreTheClientsAcrossEngines: max_concurrency counts requests of all engines, and a seat that is freed at one engine
// lets the next request go to the other.
func TestSeatsAreTheClientsAcrossEngines(t *testing.T) {
	requests := []workload.Request{request(0, 20, 1), request(0, 40, 1), request(0, 10, 1)}
	s := fleet(2, client.New(requests, 2, client.Frontend{}), func(*scheduler.Config) {})
	drain(t, s)
	table := s.Requests()
	// #0 ends at 30 on engine 0, #1 at 50 on engine 1; #2 is sent at 30, to engine 0, and takes 20.
	if !slices.Equal(table.Sent, []int64{0, 0, 30}) || !slices.Equal(table.Last, []int64{30, 50, 50}) || !slices.Equal(table.Engine, []uint8{0, 1, 0}) {
		t.Errorf("sent at %v, ended at %v, on engines %v", table.Sent, table.Last, table.Engine)
	}
}

// TestAGuestHoldsNoSeat: a request of someone else goes past those that wait for a seat, and frees none when it ends.
func TestAGuestHoldsNoSeat(t *testing.T) {
	requests := []workload.Request{request(0, 50, 3), request(0, 10, 1)}
	s := New(client.New(requests, 1, client.Frontend{}), First, Unit{config(func(*scheduler.Config) {}), tenPerStep{}})
	guest := request(0, 10, 1)
	id, err := s.Interject(&guest, 0)
	if err != nil {
		t.Fatal(err)
	}
	drain(t, s)
	table := s.Requests()
	// #0 and the guest, #1, share the first step of 10 + 60; #0 has its last token after two more, and then #2 is sent.
	if id != 1 || !slices.Equal(table.Sent, []int64{0, 0, 90}) || !slices.Equal(table.Last, []int64{90, 70, 110}) {
		t.Errorf("guest %d, sent at %v, ended at %v", id, table.Sent, table.Last)
	}
}

// TestARefusedGuestLeavesTheFrontendFree: it costs those that are sent later nothing.
func TestARefusedGuestLeavesTheFrontendFree(t *testing.T) {
	frontend := client.Frontend{Serial: 7, Parallel: 5}
	s := New(client.New([]workload.Request{request(3, 20, 1)}, 0, frontend), First, Unit{config(func(cfg *scheduler.Config) { cfg.NumGPUBlocks = 11 }), tenPerStep{}})
	large := request(0, 60, 42)
	if _, err := s.Interject(&large, 0); err == nil {
		t.Fatal("a request was taken that needs more blocks than there are")
	}
	drain(t, s)
	if got := s.Requests().Queued; !slices.Equal(got, []int64{3 + 7 + 5}) {
		t.Errorf("queued at %v, want 15", got)
	}
}

// TestTheShortestQueue routes by what engines tell of themselves: of three requests that come during a step of each, no engine
// gets two.
func TestTheShortestQueue(t *testing.T) {
	shortest := func(_ *workload.Request, engines []*Engine) int {
		best := 0
		for i, e := range engines {
			if e.Waiting()+e.Running() < engines[best].Waiting()+engines[best].Running() {
				best = i
			}
		}
		return best
	}
	unit := Unit{config(func(*scheduler.Config) {}), tenPerStep{}}
	requests := []workload.Request{request(0, 90, 5), request(1, 90, 5), request(2, 90, 5), request(3, 10, 1), request(4, 10, 1), request(5, 10, 1)}
	s := New(client.New(requests, 0, client.Frontend{}), shortest, unit, unit, unit)
	drain(t, s)
	if got := s.Requests().Engine; !slices.Equal(got, []uint8{0, 1, 2, 0, 1, 2}) {
		t.Errorf("engines %v", got)
	}
}

// TestTheFirstOfEqualsGoesFirst: two engines whose batches end at the same time take their turns in the order of the list.
func TestTheFirstOfEqualsGoesFirst(t *testing.T) {
	s := fleet(2, client.New([]workload.Request{request(0, 20, 1), request(0, 20, 1)}, 0, client.Frontend{}), func(*scheduler.Config) {})
	var order []int
	for ok := true; ok; {
		finished, more, err := s.Turn()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range finished {
			order = append(order, f.ID)
		}
		ok = more
	}
	if !slices.Equal(order, []int{0, 1}) {
		t.Errorf("ended in the order %v", order)
	}
}

// TestARequestIsSeenBehindTheFrontend: sent at 3, it is through at 3 + 7 + 5, and its step of 10 + 20 begins then.
func TestARequestIsSeenBehindTheFrontend(t *testing.T) {
	s := New(client.New([]workload.Request{request(3, 20, 1)}, 0, client.Frontend{Serial: 7, Parallel: 5}), First, Unit{config(func(*scheduler.Config) {}), tenPerStep{}})
	log := drain(t, s)
	if log.Sent[0] != 3 || log.Queued[0] != 15 || log.Admitted[0] != 15 || log.Last[0] != 45 {
		t.Errorf("sent %d, queued %d, admitted %d, last token %d; by hand 3, 15, 15, 45", log.Sent[0], log.Queued[0], log.Admitted[0], log.Last[0])
	}
}
