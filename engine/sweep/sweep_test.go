package sweep

import (
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/keyfigures"
	"github.com/llmemu/playground/engine/scenario"
)

// model gives the figures of a scenario by a law that the test knows.
type model func(s *scenario.Scenario) keyfigures.Set

// limit is a made-up engine that meets the SLO up to one rate, and keeps requests waiting from another on.
func limit(slo, wait float64) model {
	return func(s *scenario.Scenario) (f keyfigures.Set) {
		r := float64(s.Workload.RequestRate)
		f[keyfigures.Requests] = 100
		f[keyfigures.Attainment], f[keyfigures.AttainmentTTFT], f[keyfigures.AttainmentTPOT], f[keyfigures.AttainmentE2EL] = 1, 1, 1, 1
		if r > slo {
			f[keyfigures.Attainment], f[keyfigures.AttainmentTPOT] = 0.5, 0.5
		}
		if r > wait {
			f[keyfigures.Waiting], f[keyfigures.SlotsFull], f[keyfigures.BlocksOut] = 0.9, 0.6, 0.3
		}
		f[keyfigures.TTFTP99] = 100 * r
		f[keyfigures.SteadyThroughput] = min(r, wait)
		f[keyfigures.SteadyGoodput] = f[keyfigures.SteadyThroughput] * f[keyfigures.Attainment]
		return f
	}
}

// sweepOver runs a sweep with answers in an order that the seed decides, jobs of several at once.
func sweepOver(t *testing.T, base *scenario.Scenario, plan Plan, m model, order uint64) *Outcome {
	t.Helper()
	s, err := New(base, plan)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(order, 0))
	var given []Job
	for !s.Done() {
		for len(given) < 5 {
			job, ok := s.Next()
			if !ok {
				break
			}
			given = append(given, job)
		}
		if len(given) == 0 {
			t.Fatal("not done, and nothing to do")
		}
		i := random.IntN(len(given))
		job := given[i]
		given = append(given[:i], given[i+1:]...)
		if made, err := job.Apply(base); err != nil {
			s.Fail(job.ID, err.Error())
		} else {
			s.Feed(job.ID, m(made))
		}
		s.Outcome() // at any time
	}
	return s.Outcome()
}

func rates(from, to float64, points int) Plan {
	return Plan{X: Axis{Field: RateField, From: from, To: to, Points: points}, Profiles: []Profile{{ID: "p", GPUs: 2}}, Seeds: 1, Attainment: 0.99}
}

func withSLO() *scenario.Scenario {
	s := scenario.Default("p")
	s.SLO.TPOTMs = 35
	return s
}

func TestCapacityIsFoundToItsPrecision(t *testing.T) {
	for _, truth := range []float64{1.3, 5.07, 9.99} {
		c := sweepOver(t, withSLO(), rates(1, 10, 10), limit(truth, 50), 1).Lines[0].Capacity
		if c.Status != Found || c.Rate > truth || c.Above <= truth || c.Above-c.Rate > Precision*c.Above {
			t.Errorf("truth %g: %+v", truth, c)
		}
		if c.First != "TPOT" {
			t.Errorf("%s misses first, want TPOT", c.First)
		}
	}
}

func TestCapacityOutsideTheRange(t *testing.T) {
	if c := sweepOver(t, withSLO(), rates(2, 10, 5), limit(1, 50), 1).Lines[0].Capacity; c.Status != Nowhere || c.Above != 2 || c.Row != -1 {
		t.Errorf("below the range: %+v", c)
	}
	if c := sweepOver(t, withSLO(), rates(2, 10, 5), limit(11, 50), 1).Lines[0].Capacity; c.Status != Everywhere || c.Rate != 10 {
		t.Errorf("above the range: %+v", c)
	}
	if c := sweepOver(t, scenario.Default("p"), rates(2, 10, 5), limit(5, 50), 1).Lines[0].Capacity; c.Status != None {
		t.Errorf("without an SLO: %+v", c)
	}
}

// TestRejectedRequestsMissTheSLO: of ten requests two are rejected, so that at most 80 % meet it, at whichever rate.
func TestRejectedRequestsMissTheSLO(t *testing.T) {
	rejecting := func(s *scenario.Scenario) keyfigures.Set {
		f := limit(5, 50)(s)
		f[keyfigures.Requests], f[keyfigures.Failed] = 8, 2
		f[keyfigures.Attainment] *= 0.8
		f[keyfigures.AttainmentTTFT], f[keyfigures.AttainmentTPOT] = 0.8*f[keyfigures.AttainmentTTFT], 0.8*f[keyfigures.AttainmentTPOT]
		return f
	}
	o := sweepOver(t, withSLO(), rates(1, 10, 10), rejecting, 1)
	c := o.Lines[0].Capacity
	if want := "SLO capacity: none. The server rejects so many requests that fewer than 99\u2009% of 10 requests meet the SLO at any rate."; c.Text(o) != want || c.Status != Nowhere {
		t.Errorf("%+v: %q, want %q", c, c.Text(o), want)
	}
	plan := rates(1, 10, 10)
	plan.Attainment = 0.8
	if c := sweepOver(t, withSLO(), plan, rejecting, 1).Lines[0].Capacity; c.Status != Found || c.Rate > 5 || c.Above <= 5 || c.First != "TPOT" {
		t.Errorf("80 %% wanted: %+v", c)
	}
}

// A rate that meets the SLO again behind one that does not adds nothing to the capacity.
func TestCapacityCountsEveryLowerRate(t *testing.T) {
	m := func(s *scenario.Scenario) keyfigures.Set {
		f := limit(100, 100)(s)
		if r := float64(s.Workload.RequestRate); r > 3.5 && r < 4.5 || r > 8 {
			f[keyfigures.Attainment] = 0
		}
		return f
	}
	if c := sweepOver(t, withSLO(), rates(1, 10, 10), m, 1).Lines[0].Capacity; c.Rate > 3.5 || c.Above <= 3.5 {
		t.Errorf("%+v", c)
	}
}

func TestKneeAndItsCause(t *testing.T) {
	o := sweepOver(t, withSLO(), rates(1, 10, 10), limit(4, 6.3), 1)
	line := o.Lines[0]
	k := line.Knee
	if k.Status != Found || k.Rate <= 6.3 || k.Rate > 6.3*(1+2*Precision) || k.Cause != Slots || k.Limit != 256 || k.Label != "all 256 slots taken" {
		t.Errorf("%+v", k)
	}
	if o.Points[k.Row].X != k.Rate {
		t.Errorf("row %d is at %g", k.Row, o.Points[k.Row].X)
	}
	if !strings.HasPrefix(line.Why.Title, "Why the curve bends at 6.3") || !strings.Contains(line.Why.Text, "100 requests") {
		t.Errorf("%+v", line.Why)
	}
	if k := sweepOver(t, withSLO(), rates(1, 10, 10), limit(4, 20), 1).Lines[0].Knee; k.Status != Nowhere {
		t.Errorf("above the range: %+v", k)
	}
	if k := sweepOver(t, withSLO(), rates(1, 10, 10), limit(4, 0.5), 1).Lines[0].Knee; k.Status != Everywhere {
		t.Errorf("below the range: %+v", k)
	}
}

// The limit that a knee names is that of its point's run, on its own profile, where the scenario leaves it open.
func TestTheKneeNamesTheLimitOfItsRun(t *testing.T) {
	blocks := map[string]float64{"small": 2588, "large": 31337}
	plan := rates(1, 10, 10)
	plan.Profiles = []Profile{{ID: "small", GPUs: 1}, {ID: "large", GPUs: 1}}
	for cause, of := range map[Cause]keyfigures.Figure{Slots: keyfigures.SlotsFull, Budget: keyfigures.BudgetOut, Blocks: keyfigures.BlocksOut} {
		m := func(s *scenario.Scenario) (f keyfigures.Set) {
			if s.Workload.RequestRate > 4 {
				f[keyfigures.Waiting], f[of] = 0.5, 0.4
			}
			f[keyfigures.Blocks] = blocks[s.Profile]
			return f
		}
		base := scenario.Default("small")
		base.Engine.MaxNumSeqs, base.Engine.MaxNumBatchedTokens = 77, 3000
		for _, line := range sweepOver(t, base, plan, m, 1).Lines {
			want := map[Cause]int64{Slots: 77, Budget: 3000, Blocks: int64(blocks[line.Profile.ID])}[cause]
			if k := line.Knee; k.Cause != cause || k.Limit != want {
				t.Errorf("%s on %s: the limit is %d of %s, want %d", cause, line.Profile.ID, k.Limit, k.Cause, want)
			}
		}
	}
}

func TestTheOrderOfAnswersDoesNotMatter(t *testing.T) {
	plan := rates(1, 10, 6)
	plan.Seeds = 3
	plan.Y = &Axis{Field: "engine.max_num_seqs", From: 8, To: 64, Points: 3, Log: true}
	noisy := func(s *scenario.Scenario) keyfigures.Set {
		f := limit(4+float64(s.Seed)/10, 6+float64(s.Engine.MaxNumSeqs)/32)(s)
		f[keyfigures.TPOTP50] = 0.1 * float64(s.Seed+s.Engine.MaxNumSeqs)
		return f
	}
	first, second := sweepOver(t, withSLO(), plan, noisy, 1), sweepOver(t, withSLO(), plan, noisy, 2)
	a, _ := first.Pack()
	b, _ := second.Pack()
	if !reflect.DeepEqual(a, b) {
		t.Error("another order gives another outcome")
	}
	if len(first.Lines) != 3 || first.Lines[1].Y != 23 && first.Lines[1].Y != 22 {
		t.Errorf("lines %+v", first.Lines)
	}
}

// After the first seed every point is there; the others refine it.
func TestCurvesAreWholeAfterTheFirstSeed(t *testing.T) {
	plan := rates(1, 10, 5)
	plan.Seeds = 3
	s, err := New(withSLO(), plan)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		job, _ := s.Next()
		made, _ := job.Apply(withSLO())
		if made.Seed != 0 {
			t.Errorf("seed %d before all points have one", made.Seed)
		}
		s.Feed(job.ID, limit(5, 50)(made))
	}
	if o := s.Outcome(); len(o.Points) != 5 || o.Lines[0].Capacity.Status != None || o.Lines[0].Peak == nil {
		t.Errorf("%d points, %+v", len(o.Points), o.Lines[0])
	}
}

func TestAPointThatCannotRunIsNamed(t *testing.T) {
	plan := rates(1, 4, 4)
	plan.X = Axis{Field: "workload.prefix_repetition_num_prefixes", From: 1, To: 2000, Points: 3}
	base := withSLO()
	base.Workload.Dataset = scenario.DatasetPrefixRepetition
	o := sweepOver(t, base, plan, limit(50, 50), 1)
	if len(o.Points) != 2 || len(o.Failures) != 1 || !strings.Contains(o.Failures[0].Reason, "num_prompts") {
		t.Errorf("%d points, failures %+v", len(o.Points), o.Failures)
	}
}

func TestParetoFront(t *testing.T) {
	points := make([]Point, 6)
	for i, p := range [][2]float64{{10, 100}, {20, 90}, {20, 80}, {5, 95}, {30, 10}, {40, 500}} {
		points[i].Mean[keyfigures.UserSpeed], points[i].PerGPU, points[i].InTime = p[0], p[1], true
	}
	points[5].InTime = false
	markFront(points)
	var front []int
	for i := range points {
		if points[i].Front {
			front = append(front, i)
		}
	}
	if !reflect.DeepEqual(front, []int{0, 1, 4}) {
		t.Errorf("front %v", front)
	}
}

func TestCost(t *testing.T) {
	// 2 an hour for 1,000 tokens/s: 3.6 million tokens an hour.
	if got := cost(2, 1000); math.Abs(got-2/3.6) > 1e-12 {
		t.Errorf("%g", got)
	}
	plan := rates(1, 2, 2)
	plan.Prices = "2"
	m := func(s *scenario.Scenario) (f keyfigures.Set) { f[keyfigures.SteadyOutput] = 2000; return f }
	if p := sweepOver(t, withSLO(), plan, m, 1).Points[0]; p.PerGPU != 1000 || math.Abs(p.Cost-2/3.6) > 1e-12 {
		t.Errorf("two GPUs: %+v", p)
	}
}

func TestAxis(t *testing.T) {
	for text, want := range map[string][]float64{
		"workload.request_rate:1:7:4":           {1, 3, 5, 7},
		"workload.request_rate:1:1000:4:log":    {1, 10, 100, 1000},
		"engine.max_num_seqs:1:4:7":             {1, 2, 3, 4}, // whole, and none twice
		"workload.request_rate:1:2:4":           {1, 1.3, 1.7, 2},
		"workload.request_rate:1.4:11:6":        {1.4, 3.3, 5.2, 7, 9, 11}, // 3.32, 5.24, 7.16, 9.08
		"engine.max_num_seqs:32:256:7:log":      {32, 45, 64, 90, 128, 180, 256},
		"engine.max_num_seqs:32:260:6:log":      {32, 50, 74, 110, 170, 260},                         // 48.7, 74.0, 112.5, 171.1
		"engine.max_num_seqs:100:1000:10":       {100, 200, 300, 400, 500, 600, 700, 800, 900, 1000}, // equal steps: no powers of two
		"workload.lognormal_input_cv:0.5:0.5:1": {0.5},
	} {
		a, err := ParseAxis(text)
		if err != nil || !reflect.DeepEqual(a.Values(), want) || a.String() != text {
			t.Errorf("%s: %v %v %s", text, a.Values(), err, a)
		}
	}
	for text, part := range map[string]string{
		"workload.request_rate:1:7":                "field:from:to:points",
		"workload.dataset:1:7:4":                   "one of random",
		"engine.enable_prefix_caching:0:1:2":       "true or false",
		"workload.request_rate:1:x:4":              `"x" is not a number`,
		"workload.request_rate:7:1:4":              "at most to",
		"workload.request_rate:0:1:4:log":          "above 0",
		"workload.request_rate:0:1:4":              "0.001 to",
		"workload.request_rate:1:NaN:4":            "at most to",
		"engine.max_num_seqs:1:100000:4":           "65,536",
		"workload.request_rate:1:2:1000":           "1 to 200",
		"workload.request_rate:1:2:9999999999999:": "field:from:to",
	} {
		if _, err := ParseAxis(text); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want %q", text, err, part)
		}
	}
}

func TestPlanLimits(t *testing.T) {
	for name, change := range map[string]func(*Plan){
		"1 to 20":               func(p *Plan) { p.Seeds = 21 },
		"1 to 12":               func(p *Plan) { p.Profiles = nil },
		"above 0 to 1":          func(p *Plan) { p.Attainment = 0 },
		"0 to 1,000,000":        func(p *Plan) { p.Prices = "NaN" },
		"two different fields":  func(p *Plan) { y := p.X; p.Y = &y },
		"at most 4,000":         func(p *Plan) { p.Y = &Axis{Field: "slo.ttft_ms", From: 1, To: 100, Points: 100}; p.X.Points = 100 },
		"20,000,000":            func(p *Plan) { p.X = Axis{Field: "workload.num_prompts", From: 1, To: 1e6, Points: 30} },
		"numeric field by its ": func(p *Plan) { p.X.Field = "engine.nothing" },
	} {
		plan := rates(1, 10, 10)
		change(&plan)
		if err := plan.Validate(withSLO()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
}

func TestWhereASweepLooks(t *testing.T) {
	s := scenario.Default("p")
	s.Workload.RequestRate, s.Engine.MaxNumSeqs = 8, 128
	for _, c := range []struct {
		field string
		usual float64
		want  Axis
	}{
		{RateField, 3, Axis{From: 2, To: 16, Points: 20}}, // its own rate, whatever is usual
		{"engine.max_num_seqs", 0, Axis{From: 32, To: 256, Points: 7, Log: true}},
		{"engine.num_gpu_blocks", 2588, Axis{From: 650, To: 5000, Points: 7, Log: true}},
		{"engine.num_gpu_blocks", 0, Axis{From: 2, To: 1024, Points: 7, Log: true}},
		{"engine.long_prefill_token_threshold", 0, Axis{From: 1, To: 1024, Points: 7, Log: true}},
	} {
		c.want.Field = c.field
		if got := DefaultAxis(s, c.field, c.usual); got.String() != c.want.String() {
			t.Errorf("%s, usually %g: %+v, want %+v", c.field, c.usual, got, c.want)
		}
	}
	s.Workload.RequestRate = scenario.Unlimited
	for usual, want := range map[float64]Axis{12: {Field: RateField, From: 3, To: 24, Points: 20}, 0: {Field: RateField, From: 1, To: 20, Points: 20}} {
		if got := DefaultAxis(s, RateField, usual); got.String() != want.String() {
			t.Errorf("no rate, usually %g: %+v, want %+v", usual, got, want)
		}
	}
}

// TestAFieldOfVersion2IsSweptOverAnOldScenario: the runs are of version 2, the base stays what it was.
func TestAFieldOfVersion2IsSweptOverAnOldScenario(t *testing.T) {
	base := scenario.Default("p")
	axis := Axis{Field: "engine.watermark", From: 0, To: 0.5, Points: 2}
	if err := axis.validate(); err != nil {
		t.Fatal(err)
	}
	job := Job{Set: []Setting{{"engine.watermark", "0.5"}}}
	s, err := job.Apply(base)
	if err != nil || s.Version != 2 || s.Engine.Watermark != 0.5 || s.Engine.MaxNumSeqs != 256 || base.Version != 1 {
		t.Errorf("%+v of base %+v, error %v", s, base, err)
	}
}

// TestALimitThatIsLeftToVLLMHasNoNumber in what is said of it.
func TestALimitThatIsLeftToVLLMHasNoNumber(t *testing.T) {
	for n, want := range map[int64]string{0: "all slots", 1: "the one slot", 256: "all 256 slots"} {
		if got := all(n, "slot"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestPrices are read as they are written, by kind of GPU however it is spelled.
func TestPrices(t *testing.T) {
	for text, want := range map[string][3]float64{"": {0, 0, 0}, "2": {2, 2, 2}, "h100:3,l40s:0.8": {3, 0.8, 0}, "2,rtxpro6000:1.5": {2, 2, 1.5}} {
		p, err := ParsePrices(text)
		if got := [3]float64{p.Of("H100"), p.Of("L40S"), p.Of("RTX PRO 6000")}; err != nil || got != want || p.String() != text {
			t.Errorf("%q: %v %v, written %q", text, got, err, p)
		}
	}
	for _, text := range []string{"x", "-1", "h100:", "1e7", "NaN", "h100:inf", "2,,3"} {
		if _, err := ParsePrices(text); err == nil || !strings.Contains(err.Error(), "allowed: 0 to 1,000,000") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestNeed: 10 req/s at most 4 an engine of 2 GPUs are 3 engines.
func TestNeed(t *testing.T) {
	l := Line{Profile: Profile{GPUs: 2}, Price: 1.5, Capacity: Capacity{Status: Found, Rate: 4}}
	for rate, engines := range map[float64]int64{0.1: 1, 4: 1, 4.001: 2, 8: 2, 10: 3, 1e6: 250_000} {
		if n := l.Need(rate); n == nil || *n != (Need{rate, engines, 2 * engines, 3 * float64(engines), false}) {
			t.Errorf("%g req/s: %+v, want %d engines", rate, n, engines)
		}
	}
	l.Capacity.Status = Everywhere
	if n := l.Need(10); n == nil || !n.Enough {
		t.Errorf("a capacity beyond the sweep: %+v", n)
	}
	for _, status := range []Status{None, Nowhere} {
		if l.Capacity.Status = status; l.Need(10) != nil {
			t.Errorf("status %q: something meets the SLO", status)
		}
	}
	l.Capacity = Capacity{Status: Found, Rate: 0.1}
	if n := l.Need(0.3); n.Engines != 3 {
		t.Errorf("0.3 of 0.1 are %d engines", n.Engines)
	}
}

// TestOtherPricesNeedNoRun.
func TestOtherPricesNeedNoRun(t *testing.T) {
	plan := rates(1, 4, 3)
	plan.Profiles[0].GPU = "H100"
	s, err := New(withSLO(), plan)
	if err != nil {
		t.Fatal(err)
	}
	for !s.Done() {
		job, _ := s.Next()
		s.Feed(job.ID, keyfigures.Set{keyfigures.SteadyOutput: 1000})
	}
	if o := s.Outcome(); o.Priced() || o.Points[0].Cost != 0 {
		t.Errorf("nobody named a price: %+v", o.Points[0])
	}
	prices, _ := ParsePrices("h100:3.6")
	s.SetPrices(prices)
	if o := s.Outcome(); !o.Priced() || math.Abs(o.Points[0].Cost-3.6/(o.Points[0].PerGPU*3600)*1e6) > 1e-9 || o.Lines[0].Price != 3.6 || o.Rows() != len(o.Points) {
		t.Errorf("%+v", o.Points[0])
	}
}
