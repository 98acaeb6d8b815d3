// Package keyfigures reduces a run to the few numbers that matter where many runs are held beside each other: a sweep's
// points, a comparison's seeds.
package keyfigures

import "github.com/llmemu/playground/internal/plainjson"

// Figure is one number that a run comes down to where many runs are held beside each other.
type Figure int

// Figures of a run. Shares are 0 to 1; shares of time count from the start of the run to its last arrival, while
// requests come in.
const (
	TTFTP50 Figure = iota
	TTFTP99
	TTFTP99FirstHalf // of the half of the requests that arrived first: a latency that grows with the run shows
	TPOTP50
	TPOTP99
	ITLP50
	ITLP99
	E2ELP50
	E2ELP99
	QueueP99
	RequestThroughput
	OutputThroughput
	RequestGoodput // all that complete count where the scenario has no SLO
	Attainment     // share of the requests that were sent that meet the whole SLO; 1 without one
	AttainmentTTFT
	AttainmentTPOT
	AttainmentE2EL
	UserSpeed // what one user sees: 1/(TPOT p50)
	Preemptions
	PeakKV    // share of the usable blocks
	Blocks    // in the KV pool, the null block included: a scenario may leave that to the profile
	Waiting   // share of time in which a request was left waiting by the scheduler
	SlotsFull // share of time in which one was left waiting because all max_num_seqs slots were taken
	BudgetOut // the same because max_num_batched_tokens were spent
	BlocksOut // the same because KV blocks were short
	MeanRunning
	Requests // that complete
	Failed   // that the server rejects
	Duration
	Extrapolated // share of steps outside the profile's measured range

	// Of the steady part of the run, see metrics.Steady, and of a run without one the figures above.
	SteadyThroughput
	SteadyOutput
	SteadyGoodput
	Steady // 1 where there is a steady part
	NumFigures
)

// Set holds all figures of one run, or their means over several.
type Set [NumFigures]float64

// table says how each is called, what it is counted in, and whether more of it is better (1), worse (-1) or neither.
var table = [NumFigures]struct {
	key, unit string
	better    int
}{
	TTFTP50:           {"p50_ttft_ms", "ms", -1},
	TTFTP99:           {"p99_ttft_ms", "ms", -1},
	TTFTP99FirstHalf:  {"p99_ttft_first_half_ms", "ms", -1},
	TPOTP50:           {"p50_tpot_ms", "ms", -1},
	TPOTP99:           {"p99_tpot_ms", "ms", -1},
	ITLP50:            {"p50_itl_ms", "ms", -1},
	ITLP99:            {"p99_itl_ms", "ms", -1},
	E2ELP50:           {"p50_e2el_ms", "ms", -1},
	E2ELP99:           {"p99_e2el_ms", "ms", -1},
	QueueP99:          {"p99_queue_ms", "ms", -1},
	RequestThroughput: {"request_throughput", "req/s", 1},
	OutputThroughput:  {"output_throughput", "tok/s", 1},
	RequestGoodput:    {"request_goodput", "req/s", 1},
	Attainment:        {"slo_attainment", "share", 1},
	AttainmentTTFT:    {"ttft_attainment", "share", 1},
	AttainmentTPOT:    {"tpot_attainment", "share", 1},
	AttainmentE2EL:    {"e2el_attainment", "share", 1},
	UserSpeed:         {"user_tokens_per_s", "tok/s", 1},
	Preemptions:       {"preemptions", "", -1},
	PeakKV:            {"max_kv_usage", "share", 0},
	Blocks:            {"num_gpu_blocks", "", 0},
	Waiting:           {"waiting_share", "share", -1},
	SlotsFull:         {"slots_full_share", "share", 0},
	BudgetOut:         {"budget_spent_share", "share", 0},
	BlocksOut:         {"blocks_short_share", "share", 0},
	MeanRunning:       {"mean_running", "", 0},
	Requests:          {"completed", "", 0},
	Failed:            {"failed", "", -1},
	Duration:          {"duration", "s", -1},
	Extrapolated:      {"extrapolated_share", "share", 0},
	SteadyThroughput:  {"steady_request_throughput", "req/s", 1},
	SteadyOutput:      {"steady_output_throughput", "tok/s", 1},
	SteadyGoodput:     {"steady_goodput", "req/s", 1},
	Steady:            {"steady", "share", 0},
}

// Key is the figure's name in JSON and in columns, vLLM's own where vLLM has it.
func (f Figure) Key() string { return table[f].key }

// Unit is what the figure is counted in: "ms", "s", "req/s", "tok/s", "share" or "".
func (f Figure) Unit() string { return table[f].unit }

// Better is 1 where more is better, -1 where less is, and 0 where neither.
func (f Figure) Better() int { return table[f].better }

// Members are the figures by their keys, for JSON.
func (s *Set) Members() plainjson.Members {
	var list plainjson.Members
	for f := range s {
		list = append(list, Figure(f).Key(), &s[f])
	}
	return list
}

// Mean is the mean of several runs, figure by figure.
func Mean(sets []Set) (mean Set) {
	for f := range mean {
		sum := 0.0
		for i := range sets {
			sum += sets[i][f]
		}
		mean[f] = sum / float64(len(sets))
	}
	return mean
}

// Range holds the smallest and the largest value of each figure over several runs.
func Range(sets []Set) (low, high Set) {
	low, high = sets[0], sets[0]
	for _, set := range sets[1:] {
		for f := range set {
			low[f], high[f] = min(low[f], set[f]), max(high[f], set[f])
		}
	}
	return low, high
}
