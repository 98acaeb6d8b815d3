package state

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// Inputs of the sweep's form. Those of the second axis have a 2 behind them.
const (
	InputFrom   = "from"
	InputTo     = "to"
	InputPoints = "points"
	InputValues = "values" // of a choice, in place of those three
	InputSeeds  = "seeds"
	InputShare  = "share"
	InputPrice  = "price" // of the first of SweepGPUs; others have their number behind it
	InputNeed   = "need"
)

// Limits of the form: percent, and requests per second.
const (
	minShare = 0.1
	minNeed  = 0.001
	maxNeed  = 1e6
)

// SweepFields lists the fields that can be swept with the scenario's dataset: numbers or, as the second field, choices as well.
func (a *App) SweepFields(second bool) []*scenario.Field {
	var list []*scenario.Field
	fields := scenario.Fields()
	for i := range fields {
		f := &fields[i]
		if (sweep.Numeric(f) || second && sweepChoice(f)) && f.Name != "seed" && (f.Dataset == "" || f.Dataset == a.Scenario.Workload.Dataset) {
			list = append(list, f)
		}
	}
	return list
}

// sweepChoice says whether a field is a choice between engines. A workload's choices take other fields with them.
func sweepChoice(f *scenario.Field) bool { return f.Group == "engine" && sweep.Choices(f) != nil }

// SweepText is what an input of the form shows.
func (a *App) SweepText(input string) string {
	if typed, ok := a.Sweep.typed[input]; ok {
		return typed
	}
	if strings.HasPrefix(input, InputPrice) {
		prices := a.prices()
		if price := prices.Of(a.pricedGPU(input)); price > 0 {
			return strconv.FormatFloat(price, 'f', -1, 64)
		}
		return ""
	}
	name, second := strings.CutSuffix(input, "2")
	axis := a.SweepAxis()
	if second {
		axis = *a.SweepSecond()
	}
	switch name {
	case InputFrom:
		return format.Plain(axis.From)
	case InputTo:
		return format.Plain(axis.To)
	case InputPoints:
		return strconv.Itoa(axis.Points)
	case InputValues:
		return strings.Join(axis.Choices, ", ")
	case InputSeeds:
		return a.View.SweepSeeds
	case InputShare:
		return a.View.SweepShare
	}
	return a.View.SweepNeed
}

// SweepGPUs are the kinds of GPU that the sweep runs on, each once.
func (a *App) SweepGPUs() []string {
	var list []string
	for _, p := range a.SweepProfiles() {
		if gpu := p.Sheet.GPU.Name; !slices.Contains(list, gpu) {
			list = append(list, gpu)
		}
	}
	return list
}

// pricedGPU is the kind of GPU that an input prices.
func (a *App) pricedGPU(input string) string {
	n, _ := strconv.Atoi(strings.TrimPrefix(input, InputPrice)) // 0 without a number
	if list := a.SweepGPUs(); n < len(list) {
		return list[n]
	}
	return ""
}

func (a *App) prices() sweep.Prices {
	prices, _ := sweep.ParsePrices(a.View.SweepPrice) // link and form let nothing else in
	return prices
}

// price gives a kind of GPU another price, and none to those that the sweep does not run on.
func (a *App) price(gpu string, price float64) {
	before := a.prices()
	var prices sweep.Prices
	for _, each := range a.SweepGPUs() {
		if each == gpu {
			prices.Set(each, price)
		} else if v := before.Of(each); v > 0 {
			prices.Set(each, v)
		}
	}
	a.View.SweepPrice = prices.String()
	if a.Sweep.Running || a.Sweep.Outcome != nil {
		a.host.PriceSweep(a.View.SweepPrice)
	}
}

// SweepProblem is why an input cannot be used, "" if it can.
func (a *App) SweepProblem(input string) string { return a.Sweep.problems[input] }

// SweepProblems lists what is wrong with the form.
func (a *App) SweepProblems() []string {
	var list []string
	for _, problem := range a.Sweep.problems {
		list = append(list, problem)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// EditSweep reads the text of an input. One that cannot be used is kept as text, with the reason beside it.
func (a *App) EditSweep(input, text string) {
	w := &a.Sweep
	if w.typed == nil {
		w.typed, w.problems = map[string]string{}, map[string]string{}
	}
	w.typed[input] = text
	if err := a.useSweep(input, text); err != nil {
		w.problems[input] = err.Error()
		return
	}
	clear(w.problems)
	clear(w.typed)
	a.sweepEdited()
}

func (a *App) useSweep(input, text string) error {
	if input == InputValues+"2" {
		return a.useChoices(text)
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), ",", ""), 64)
	price := strings.HasPrefix(input, InputPrice)
	switch {
	case price && text == "":
		a.price(a.pricedGPU(input), math.NaN())
		return nil
	case input == InputNeed && text == "":
		a.View.SweepNeed = ""
		return nil
	}
	if err != nil || math.IsInf(v, 0) || len(text) > scenario.MaxValueText {
		return message.Errorf("%.40q is not a number", text)
	}
	plain := strconv.FormatFloat(v, 'f', -1, 64)
	switch input {
	case InputSeeds:
		return within(&a.View.SweepSeeds, plain, "seeds", v, 1, sweep.MaxSeeds, v == math.Trunc(v))
	case InputShare:
		return within(&a.View.SweepShare, plain, "attainment", v, minShare, 100, true)
	case InputNeed:
		return within(&a.View.SweepNeed, plain, "needed req/s", v, minNeed, maxNeed, true)
	}
	if price {
		if !(0 <= v && v <= sweep.MaxPrice) {
			return message.Errorf("price per GPU hour %s; allowed: 0 to %s", plain, format.Plain(sweep.MaxPrice))
		}
		a.price(a.pricedGPU(input), v)
		return nil
	}
	return a.useAxis(input, v)
}

func within(at *string, text, name string, v, low, high float64, ok bool) error {
	if !ok || v < low || v > high {
		return message.Errorf("%s %s; allowed: %s to %s", name, text, format.Plain(low), format.Plain(high))
	}
	*at = text
	return nil
}

// useAxis changes one end of an axis, or its number of points, together with what was typed into its other inputs.
func (a *App) useAxis(input string, v float64) error {
	name, second := strings.CutSuffix(input, "2")
	axis, suffix := a.SweepAxis(), ""
	if second {
		axis, suffix = *a.SweepSecond(), "2"
	}
	set := func(name string, v float64) {
		switch name {
		case InputFrom:
			axis.From = v
		case InputTo:
			axis.To = v
		case InputPoints:
			axis.Points = int(min(max(v, 0), sweep.MaxPoints+1))
		}
	}
	for _, other := range []string{InputFrom, InputTo, InputPoints} {
		if typed, err := strconv.ParseFloat(strings.ReplaceAll(a.Sweep.typed[other+suffix], ",", ""), 64); err == nil {
			set(other, typed)
		}
	}
	set(name, v)
	text := axis.String()
	if _, err := sweep.ParseAxis(text); err != nil {
		return err
	}
	if second {
		a.View.SweepY = text
	} else {
		a.View.SweepX = text
	}
	return nil
}

// useChoices takes the values of the second field, between commas.
func (a *App) useChoices(text string) error {
	axis := sweep.Axis{Field: a.SweepSecond().Field, Choices: strings.Split(text, ",")}
	for i := range axis.Choices {
		axis.Choices[i] = strings.TrimSpace(axis.Choices[i])
	}
	if _, err := sweep.ParseAxis(axis.String()); err != nil {
		return err
	}
	a.View.SweepY = axis.String()
	return nil
}

// secondPoints are the values of a second field: with the usual factor of eight between the ends each is twice the one before.
const secondPoints = 4

// SetSweepField chooses the field of an axis; "" takes the second axis away.
func (a *App) SetSweepField(second bool, path string) {
	a.forgetSweepText()
	switch {
	case second && path == "":
		a.View.SweepY = ""
	case second:
		axis := a.defaultAxis(path)
		axis.Points = min(axis.Points, secondPoints)
		a.View.SweepY = axis.String()
	default:
		a.View.SweepX = a.defaultAxis(path).String()
	}
	a.sweepEdited()
}

// CanFindCapacity says whether there is an SLO, and a steady rate around which to look for the highest one that meets it: of the
// engine, not of a client that holds requests back.
func (a *App) CanFindCapacity() bool {
	ran := &a.Result.Summary.LLMEmu
	return ran.SLOAttainment != nil && ran.Steady != nil && a.Scenario.Workload.MaxConcurrency == 0 && a.Scenario.Workload.RampUpStrategy == ""
}

// FindCapacity goes to a sweep over request_rate, from a quarter of what the run on show sustains to one and a half times that.
func (a *App) FindCapacity() {
	rate := a.Result.Summary.LLMEmu.Steady.Sustained
	two := func(v float64) float64 {
		rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 2, 64), 64) // what was just written
		return max(rounded, scenario.FieldAt(sweep.RateField).Min)
	}
	axis := sweep.Axis{Field: sweep.RateField, From: two(rate / 4), To: two(rate * 1.5), Points: 12}
	a.forgetSweepText()
	a.setView(func(v *View) { v.Page, v.SweepX, v.SweepY = PageSweep, axis.String(), "" })
	a.RunSweep()
}

// LongerRun is how many requests a run has that a sweep's short one is exchanged for.
const LongerRun = 2000

// CanRunLonger says whether the scenario has fewer requests than that, and a workload that can have more.
func (a *App) CanRunLonger() bool {
	return !a.Scenario.Workload.Recorded() && a.Scenario.Workload.Prompts() < LongerRun
}

// RunLonger gives the scenario as many requests, and sweeps it again.
func (a *App) RunLonger() {
	a.Edit("workload.num_prompts", strconv.Itoa(LongerRun))
	if !a.Sweep.Running {
		a.RunOrCancelSweep()
	}
}

// ToggleSweepLog changes the spacing of an axis between equal steps and equal factors.
func (a *App) ToggleSweepLog(second bool) {
	axis, at := a.SweepAxis(), &a.View.SweepX
	if second {
		axis, at = *a.SweepSecond(), &a.View.SweepY
	}
	axis.Log = !axis.Log && axis.From > 0
	*at = axis.String()
	a.sweepEdited()
}

// ToggleSweepList opens or closes the list of profiles to compare.
func (a *App) ToggleSweepList() { a.View.SweepListOpen = !a.View.SweepListOpen }

// ToggleSweepProfile adds a profile to the sweep, or takes it away.
func (a *App) ToggleSweepProfile(id string) {
	var ids []string
	found := false
	for _, p := range a.SweepProfiles()[1:] {
		if p.ID() == id {
			found = true
			continue
		}
		ids = append(ids, p.ID())
	}
	if !found {
		ids = append(ids, id)
	}
	a.View.SweepProfiles = strings.Join(ids, ",")
	a.sweepEdited()
}

// SetSweepMetric chooses what the sweep's large chart shows: ttft, tpot, itl or e2e.
func (a *App) SetSweepMetric(metric string) { a.setView(func(v *View) { v.SweepMetric = metric }) }

// SetSweepHeat chooses what the heat map shows: the key of a figure.
func (a *App) SetSweepHeat(key string) { a.setView(func(v *View) { v.SweepHeat = key }) }

func (a *App) forgetSweepText() {
	clear(a.Sweep.typed)
	clear(a.Sweep.problems)
}

func (a *App) sweepEdited() {
	a.writeAddress()
	a.keepSwept()
}

// SetSweepHeatOf chooses the profile whose heat map is on show.
func (a *App) SetSweepHeatOf(profile string) { a.setView(func(v *View) { v.SweepHeatOf = profile }) }

// SweepHeats are the keys of the figures that the heat map can show.
var SweepHeats = []string{"p99_ttft_ms", "p50_tpot_ms", "request_goodput", "slo_attainment", "output_throughput"}
