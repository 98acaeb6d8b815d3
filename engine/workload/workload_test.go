package workload

import (
	"bytes"
	"encoding/base64"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/plainjson/plainjsontest"
)

// generate changes the default scenario of 20,000 requests at 10/s and makes its requests.
func generate(t *testing.T, change func(*scenario.Scenario)) []Request {
	t.Helper()
	s := scenario.Default("p")
	s.Workload.NumPrompts = 20_000
	s.Workload.RequestRate = 10
	change(s)
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	requests, err := Generate(s, 1<<20, nil)
	if err != nil {
		t.Fatal(err)
	}
	return requests
}

func gaps(requests []Request) []float64 {
	var seconds []float64
	before := int64(0)
	for _, r := range requests {
		seconds = append(seconds, float64(r.Arrival-before)/1e9)
		before = r.Arrival
	}
	return seconds
}

// moments are the mean and the coefficient of variation.
func moments(values []float64) (mean, cv float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	variance := 0.0
	for _, v := range values {
		variance += (v - mean) * (v - mean) / float64(len(values))
	}
	return mean, math.Sqrt(variance) / mean
}

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance*want }

func TestGammaArrivals(t *testing.T) {
	for _, burstiness := range []float64{0.25, 1, 4} {
		requests := generate(t, func(s *scenario.Scenario) { s.Workload.Burstiness = burstiness })
		mean, cv := moments(gaps(requests))
		// A gamma distribution of shape b has a coefficient of variation of 1/sqrt(b).
		if !near(mean, 0.1, 1e-6) || !near(cv, 1/math.Sqrt(burstiness), 0.03) {
			t.Errorf("burstiness %g: gaps have mean %g s and cv %g", burstiness, mean, cv)
		}
		if last := requests[len(requests)-1].Arrival; last != 2000e9 {
			t.Errorf("burstiness %g: the last request arrives at %d ns, want num_prompts/request_rate exactly", burstiness, last)
		}
	}
}

func TestExponentialDistribution(t *testing.T) {
	// Shares of an exponential distribution of mean 0.1 s, to tell it from others with the same mean and variance.
	values := gaps(generate(t, func(*scenario.Scenario) {}))
	for limit, want := range map[float64]float64{0.01: 0.0952, 0.1: 0.6321, 0.3: 0.9502} {
		n := 0
		for _, v := range values {
			if v <= limit {
				n++
			}
		}
		if got := float64(n) / float64(len(values)); math.Abs(got-want) > 0.01 {
			t.Errorf("%.3f of the gaps are at most %g s, want %.3f", got, limit, want)
		}
	}
}

func TestUnlimitedRateSendsEverythingAtOnce(t *testing.T) {
	for _, rate := range []scenario.Rate{0, scenario.Unlimited} {
		for _, r := range generate(t, func(s *scenario.Scenario) { s.Workload.RequestRate = rate }) {
			if r.Arrival != 0 {
				t.Fatalf("rate %g: a request arrives at %d ns", rate, r.Arrival)
			}
		}
	}
}

func TestRamps(t *testing.T) {
	for strategy, rate := range map[string]func(p float64) float64{
		scenario.RampLinear:      func(p float64) float64 { return 1 + 19*p },
		scenario.RampExponential: func(p float64) float64 { return math.Pow(20, p) },
	} {
		values := gaps(generate(t, func(s *scenario.Scenario) {
			w := &s.Workload
			w.RequestRate, w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS = 0, strategy, 1, 20
		}))
		n := len(values)
		for _, at := range []int{500, n / 2, n - 500} {
			mean, _ := moments(values[at-500 : at+500])
			want := rate(float64(at) / float64(n))
			if !near(1/mean, want, 0.1) { // 1,000 gaps have 3 % of noise, and the ramp moves within them
				t.Errorf("%s: %.2f requests/s around request %d, want about %.2f", strategy, 1/mean, at, want)
			}
		}
	}
}

// Burstiness changes how arrivals spread, under a ramp as well, and not how many there are.
func TestABurstyRampHasTheSameRate(t *testing.T) {
	for _, burstiness := range []float64{0.25, 4} {
		requests := generate(t, func(s *scenario.Scenario) {
			w := &s.Workload
			w.RequestRate, w.RampUpStrategy, w.RampUpStartRPS, w.RampUpEndRPS, w.Burstiness = 0, scenario.RampLinear, 10, 10, burstiness
		})
		if mean, cv := moments(gaps(requests)); !near(mean, 0.1, 0.05) || !near(cv, 1/math.Sqrt(burstiness), 0.05) {
			t.Errorf("burstiness %g: gaps have mean %g s and cv %g", burstiness, mean, cv)
		}
	}
}

func TestRandomLengths(t *testing.T) {
	requests := generate(t, func(s *scenario.Scenario) {
		s.Workload.RandomInputLen, s.Workload.RandomOutputLen, s.Workload.RandomRangeRatio = 15, 1, 0.1
	})
	inputs, outputs := map[int]int{}, map[int]int{}
	for _, r := range requests {
		inputs[r.PromptLen]++
		outputs[r.OutputLen]++
	}
	// [floor(13.5), ceil(16.5)] and [max(floor(0.9), 1), ceil(1.1)], uniform.
	for length := 13; length <= 17; length++ {
		if !near(float64(inputs[length]), 4000, 0.05) {
			t.Errorf("%d prompts of %d tokens, want about 4,000", inputs[length], length)
		}
	}
	if len(inputs) != 5 || len(outputs) != 2 || outputs[1] == 0 || outputs[2] == 0 {
		t.Errorf("prompt lengths %v, output lengths %v", inputs, outputs)
	}
}

func TestLognormalLengths(t *testing.T) {
	requests := generate(t, func(s *scenario.Scenario) {
		w := &s.Workload
		w.Dataset, w.LognormalInputMean, w.LognormalInputCV, w.LognormalOutputMean, w.LognormalOutputCV = scenario.DatasetLognormal, 800, 0.5, 300, 1
	})
	var inputs, outputs []float64
	for _, r := range requests {
		inputs = append(inputs, float64(r.PromptLen))
		outputs = append(outputs, float64(r.OutputLen))
	}
	if mean, cv := moments(inputs); !near(mean, 800, 0.02) || !near(cv, 0.5, 0.03) {
		t.Errorf("prompts have mean %g and cv %g, want 800 and 0.5", mean, cv)
	}
	if mean, cv := moments(outputs); !near(mean, 300, 0.03) || !near(cv, 1, 0.06) {
		t.Errorf("outputs have mean %g and cv %g, want 300 and 1", mean, cv)
	}
}

func TestLognormalIsClippedToTheModel(t *testing.T) {
	s := scenario.Default("p")
	s.Workload.Dataset, s.Workload.LognormalInputCV = scenario.DatasetLognormal, 5
	requests, err := Generate(s, 500, nil)
	if err != nil {
		t.Fatal(err)
	}
	longest := slices.MaxFunc(requests, func(a, b Request) int { return a.PromptLen - b.PromptLen })
	if longest.PromptLen != 499 {
		t.Errorf("the longest prompt has %d tokens, want max_model_len-1", longest.PromptLen)
	}
}

func TestPrefixRepetition(t *testing.T) {
	requests := generate(t, func(s *scenario.Scenario) {
		s.Workload.Dataset, s.Workload.NumPrompts = scenario.DatasetPrefixRepetition, 1003
	})
	groups := map[int]int{}
	for _, r := range requests {
		groups[r.PrefixGroup]++
		if r.SharedPrefixLen != 256 || r.PromptLen != 512 {
			t.Fatalf("a request shares %d of %d tokens, want 256 of 512", r.SharedPrefixLen, r.PromptLen)
		}
	}
	if len(requests) != 1000 || len(groups) != 10 || groups[3] != 100 {
		t.Errorf("%d requests in groups %v, want 10 groups of 100", len(requests), groups)
	}
	if slices.IsSortedFunc(requests, func(a, b Request) int { return a.PrefixGroup - b.PrefixGroup }) {
		t.Error("the groups are not shuffled")
	}
}

func TestCommonRandomNumbers(t *testing.T) {
	base := generate(t, func(*scenario.Scenario) {})
	faster := generate(t, func(s *scenario.Scenario) { s.Workload.RequestRate = 20; s.Workload.RandomRangeRatio = 0 })
	longer := generate(t, func(s *scenario.Scenario) { s.Workload.RandomInputLen = 99; s.Workload.RandomRangeRatio = 0.5 })
	reseeded := generate(t, func(s *scenario.Scenario) { s.Seed = 1 })
	for i := range base {
		if d := base[i].Arrival - 2*faster[i].Arrival; d < -1 || d > 1 {
			t.Fatalf("at twice the rate request %d arrives at %d ns, want half of %d", i, faster[i].Arrival, base[i].Arrival)
		}
		if base[i].Arrival != longer[i].Arrival {
			t.Fatalf("other lengths move the arrival of request %d", i)
		}
	}
	if base[0].Arrival == reseeded[0].Arrival {
		t.Error("another seed gives the same arrivals")
	}
}

func TestRecordedStream(t *testing.T) {
	stream := &Stream{ArrivalUS: []int64{0.5e6, 1e6, 4e6}, PromptLen: []int64{5, 6, 7}, OutputLen: []int64{1, 2, 3}}
	for _, c := range []struct {
		rate    scenario.Rate
		prompts int64
		want    []int64
	}{
		{0, 0, []int64{0.5e9, 1e9, 4e9}},
		{3, 0, []int64{0.125e9, 0.25e9, 1e9}}, // three requests in one second
		{0, 2, []int64{0.5e9, 1e9}},
		{scenario.Unlimited, 0, []int64{0, 0, 0}},
	} {
		s := scenario.Default("p")
		s.Workload.Dataset, s.Workload.RequestRate, s.Workload.NumPrompts = scenario.DatasetShareGPT, c.rate, c.prompts
		requests, err := Generate(s, 100, stream)
		if err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, r := range requests {
			got = append(got, r.Arrival)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("rate %g, num_prompts %d: arrivals %v, want %v", c.rate, c.prompts, got, c.want)
		}
	}
}

func TestExplicitRequestsAreSentInOrderOfArrival(t *testing.T) {
	requests := generate(t, func(s *scenario.Scenario) {
		w := &s.Workload
		w.Dataset, w.RequestRate, w.NumPrompts = scenario.DatasetRequests, 0, 0
		w.Requests = []scenario.Request{{ArrivalS: 2, PromptLen: 1, OutputLen: 1}, {ArrivalS: 1, PromptLen: 2, OutputLen: 1}, {ArrivalS: 1, PromptLen: 3, OutputLen: 1}}
	})
	for i, want := range []int{2, 3, 1} {
		if requests[i].PromptLen != want {
			t.Errorf("request %d has %d prompt tokens, want %d", i, requests[i].PromptLen, want)
		}
	}
}

func TestExplicitRequestsKeepAllThatIsSaidOfThem(t *testing.T) {
	requests := generate(t, func(s *scenario.Scenario) {
		w := &s.Workload
		w.Dataset, w.RequestRate, w.NumPrompts = scenario.DatasetRequests, 0, 0
		w.Requests = []scenario.Request{{ArrivalS: 1.5, PromptLen: 20, OutputLen: 3, Priority: -4, PrefixGroup: 5, SharedPrefixLen: 6}}
	})
	if want := (Request{Arrival: 1.5e9, PromptLen: 20, OutputLen: 3, Priority: -4, PrefixGroup: 5, SharedPrefixLen: 6}); requests[0] != want {
		t.Errorf("%+v, want %+v", requests[0], want)
	}
}

func TestStreamSurvivesItsFile(t *testing.T) {
	want := &Stream{Name: "n", Source: "s", Licence: "l", ArrivalUS: []int64{3, 3, 1e12}, PromptLen: []int64{1, 200, 9}, OutputLen: []int64{7, 1, 1e6}}
	file, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseStream(file)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v becomes %+v, error %v", want, got, err)
	}
	for _, bad := range []*Stream{
		{ArrivalUS: []int64{2, 1}, PromptLen: []int64{1, 1}, OutputLen: []int64{1, 1}},
		{ArrivalUS: []int64{1}, PromptLen: []int64{0}, OutputLen: []int64{1}},
	} {
		if _, err := bad.Encode(); err == nil {
			t.Errorf("%+v was written", bad)
		}
	}
}

func TestParseStreamRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":            `{}`,
		"half a file":        `{`,
		"no tokens":          `{"arrival_us":"AA==","prompt_len":"AA==","output_len":"AQ=="}`,
		"unequal columns":    `{"arrival_us":"AA==","prompt_len":"AQE=","output_len":"AQ=="}`,
		"half a number":      `{"arrival_us":"gA==","prompt_len":"AQ==","output_len":"AQ=="}`,
		"too many tokens":    `{"arrival_us":"AA==","prompt_len":"gYCACA==","output_len":"AQ=="}`,
		"arrivals too late":  `{"arrival_us":"AICAhP6m3wI=","prompt_len":"AQE=","output_len":"AQE="}`,
		"too large a number": `{"arrival_us":"/////////////w8=","prompt_len":"AQ==","output_len":"AQ=="}`,
	} {
		if _, err := ParseStream([]byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// A stream may have as many requests as a run, and not one more.
func TestTheLongestStream(t *testing.T) {
	column := bytes.Repeat([]byte{1}, scenario.MaxRequests)
	file := func(column []byte) []byte {
		text := base64.StdEncoding.EncodeToString(column)
		return []byte(`{"arrival_us":"` + text + `","prompt_len":"` + text + `","output_len":"` + text + `"}`)
	}
	if s, err := ParseStream(file(column)); err != nil || len(s.PromptLen) != scenario.MaxRequests {
		t.Errorf("a stream of the longest length: %v", err)
	}
	if _, err := ParseStream(file(append(column, 1))); err == nil {
		t.Error("a stream of one request more was taken")
	}
}

func TestMembersAreComplete(t *testing.T) { plainjsontest.Complete[streamJSON](t) }
