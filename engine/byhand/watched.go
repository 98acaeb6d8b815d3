package byhand

import (
	"github.com/llmemu/playground/engine"
	"github.com/llmemu/playground/engine/scenario"
)

// Sessions in real time. Their snapshots are worked out in live_test.go.

// LiveRush is the rush as a session's flow. A flow starts over at its end, so that a ninth request, ten seconds later, keeps
// the eight apart from their return; it makes the rate 9 requests in 10 s.
func LiveRush() engine.Input {
	in := Rush().Input()
	in.Scenario.Workload.Requests = append(in.Scenario.Workload.Requests, scenario.Request{ArrivalS: 10, PromptLen: 4, OutputLen: 1})
	return in
}

// Watched is a session with requests that are all there when it starts: at most one is in flight, the others are held. The
// watcher sends one at 10.0 ms: 6 tokens, 5 to come. It is second in the engine, and takes no seat. Synchronous scheduling.
//
// start   end  who                                   cost
//
//	  3    83  w0 8 tokens                          64+16
//	 83   157  w0 after 8                           64+2+8
//	157   245  w0 9, own 6 tokens                   64+14+1+9
//	245   330  w0 10 (last), own 6                  64+4+1+16
//	330   403  own 7                                64+2+7       w1 is sent at 33.0 ms, too late for this step
//	403   486  own 8, w1 4 tokens                   64+10+1+8
//	486   568  own 9 (last), w1 4 (last)            64+4+1+13    w1's seat goes to w2, own's to nobody
//	571   639  w2 2 tokens                          64+4
//	642   710  w3 2 tokens                          64+4         it was sent when w2 had ended
//
// Where the watcher goes away at 45.0 ms, own 8 is computed and lost, and from 48.6 ms on it is
//
//	486   556  w1 4 (last)                          64+2+4
//	559   627  w2 2 tokens                          64+4
//	630   698  w3 2 tokens                          64+4
func Watched() engine.Input {
	return watched(13, 1,
		scenario.Request{PromptLen: 8, OutputLen: 4},
		scenario.Request{PromptLen: 4, OutputLen: 2},
		scenario.Request{PromptLen: 2, OutputLen: 1},
		scenario.Request{PromptLen: 2, OutputLen: 1})
}

// Evicted is a session of four blocks with one request of 8 tokens and 6 to come; the watcher sends one at 10.0 ms of 3
// tokens and 6 to come.
//
// start   end  who                                   cost
//
//	  3    83  w0 8 tokens                          64+16
//	 83   157  w0 after 8                           64+2+8       blocks: w0 3
//	157   239  w0 9, own 3 tokens                   64+8+1+9     own 1: all are in use
//	239   321  w0 10, own 3                         64+4+1+13
//	321   398  w0 11                                64+2+11      own needs a second block, and loses its first
//	398   476  w0 12 (last)                         64+2+12      w0 takes it: nothing of own is left
//	476   550  own all its 5 tokens                 64+10
//	550   621  own 5                                64+2+5
//	621   693  own 6                                64+2+6
//	693   766  own 7 (last)                         64+2+7
func Evicted() engine.Input {
	return watched(5, 0, scenario.Request{PromptLen: 8, OutputLen: 6})
}

func watched(blocks, inFlight int64, requests ...scenario.Request) engine.Input {
	s := scenario.Default("round")
	e := &s.Engine
	e.MaxNumSeqs, e.MaxNumBatchedTokens, e.BlockSize, e.NumGPUBlocks, e.AsyncScheduling = 3, 16, 4, blocks, false
	s.Workload.Dataset, s.Workload.MaxConcurrency, s.Workload.Requests = scenario.DatasetRequests, inFlight, requests
	return engine.Input{Scenario: s, Profile: Round()}
}
