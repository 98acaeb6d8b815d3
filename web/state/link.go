package state

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/profiles/versions"
)

// parameters are the parts of a link beside the scenario: unknown ones, and values that they do not take, are ignored,
// so that a link from a newer page still opens.
var parameters = []parameter{
	word("stat", func(v *View) *string { return &v.Stat }, Stats...),
	word("m", func(v *View) *string { return &v.Metric }, "ttft", "e2e"),
	word("dist", func(v *View) *string { return &v.Spread }, "ttft", "itl"),
	word("sort", func(v *View) *string { return &v.Sort }),
	word("v", func(v *View) *string { return &v.Page }, Pages...),
	word("p", func(v *View) *string { return &v.Profile }),
	word("vs", func(v *View) *string { return &v.Compare }),
	word("gx", func(v *View) *string { return &v.GapAxis }, "prefill", "batch"),
	number("gb", func(v *View) *int { return &v.GapBand }),
	number("r", func(v *View) *int { return &v.Request }),
	number("e", func(v *View) *int { return &v.Engine }),
	number("k", func(v *View) *int { return &v.Step }),
	{"t", writeWindow, readWindow},
	checked("sx", func(v *View) *string { return &v.SweepX }, isAxis),
	checked("sy", func(v *View) *string { return &v.SweepY }, isAxis),
	checked("sn", func(v *View) *string { return &v.SweepSeeds }, isBetween(1, sweep.MaxSeeds)),
	checked("sa", func(v *View) *string { return &v.SweepShare }, isBetween(minShare, 100)),
	checked("sc", func(v *View) *string { return &v.SweepPrice }, arePrices),
	checked("sg", func(v *View) *string { return &v.SweepNeed }, isBetween(minNeed, maxNeed)),
	word("sp", func(v *View) *string { return &v.SweepProfiles }),
	word("sm", func(v *View) *string { return &v.SweepMetric }, "ttft", "tpot", "itl", "e2e"),
	word("sh", func(v *View) *string { return &v.SweepHeat }, SweepHeats...),
	word("so", func(v *View) *string { return &v.SweepHeatOf }),
	word(links.PinnedKey, func(v *View) *string { return &v.Pinned }),
	word("f", func(v *View) *string { return &v.Filter }, FilterAll, FilterPreempted, FilterOverSLO, FilterTail),
}

// parameter is one part of a link.
type parameter struct {
	key   string
	write func(*View) string
	read  func(*View, string) // leaves the view as it is if the text is no value
}

// word is a parameter with some values, or with any if none are given.
func word(key string, at func(*View) *string, values ...string) parameter {
	return parameter{key, func(v *View) string { return *at(v) }, func(v *View, text string) {
		if len(values) == 0 || slices.Contains(values, text) {
			*at(v) = text
		}
	}}
}

// checked is a parameter whose text must pass a test.
func checked(key string, at func(*View) *string, ok func(string) bool) parameter {
	return parameter{key, func(v *View) string { return *at(v) }, func(v *View, text string) {
		if ok(text) {
			*at(v) = text
		}
	}}
}

func isAxis(text string) bool {
	_, err := sweep.ParseAxis(text)
	return err == nil
}

func arePrices(text string) bool {
	_, err := sweep.ParsePrices(text)
	return err == nil
}

func isBetween(low, high float64) func(string) bool {
	return func(text string) bool {
		v, err := strconv.ParseFloat(text, 64)
		return err == nil && low <= v && v <= high
	}
}

// number is a parameter that counts from 0, with None for none.
func number(key string, at func(*View) *int) parameter {
	return parameter{key, func(v *View) string { return strconv.Itoa(*at(v)) }, func(v *View, text string) {
		if n, err := strconv.Atoi(text); err == nil && n >= 0 {
			*at(v) = n
		}
	}}
}

// writeWindow reads "66-78.5", in seconds to the microsecond.
func writeWindow(v *View) string {
	seconds := func(s float64) string { return strconv.FormatFloat(math.Round(s*1e6)/1e6, 'f', -1, 64) }
	return seconds(v.From) + "-" + seconds(v.To)
}

func readWindow(v *View, text string) {
	first, second, _ := strings.Cut(text, "-")
	from, err := strconv.ParseFloat(first, 64)
	to, err2 := strconv.ParseFloat(second, 64)
	if err == nil && err2 == nil && 0 <= from && from < to && !math.IsInf(to, 1) {
		v.From, v.To = from, to
	}
}

// hash is the fragment of the address that brings back this page: the scenario, and the view where it is not the default.
func (a *App) hash() string {
	text, err := links.Encode(a.Scenario)
	if err != nil {
		a.Notice = err.Error()
		return ""
	}
	standard := defaultView
	hash := "s=" + text
	if p := a.Profile(); p != nil && p.Digest() != "" {
		hash += "&" + links.ProfileKey + "=" + p.Digest()
	}
	for _, p := range parameters {
		if value := p.write(&a.View); value != p.write(&standard) {
			hash += "&" + p.key + "=" + value
		}
	}
	return hash
}

// writeAddress puts this page into its address: as a new entry of the browser's history where a step has none yet, else in
// place of the present one.
func (a *App) writeAddress() {
	if a.stepping && !a.visited {
		a.visited = true
		a.host.Visit(a.hash())
		return
	}
	a.host.SetHash(a.hash())
}

// step makes whatever change does one entry of the browser's history: what the reader chose, not what was dragged or typed.
func (a *App) step(change func()) {
	if a.stepping {
		change()
		return
	}
	a.stepping, a.visited = true, false
	change()
	a.stepping = false
}

// Follow opens the page's fragment: a link's, or that of an entry of the browser's history. Of a view it is the whole, and
// without a fragment the page is as it opens. A link that cannot be read leaves the scenario as it is and says what is wrong.
func (a *App) Follow(hash string) {
	var link, digest string
	carries := false // a scenario, or what is left of one
	pinned := a.View.Pinned
	a.View = a.View.afresh()
	for _, part := range strings.Split(strings.TrimPrefix(hash, "#"), "&") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case links.ScenarioKey:
			link, carries = value, true
		case links.ProfileKey:
			digest = value
		}
		for _, p := range parameters {
			if key == p.key {
				p.read(&a.View, value)
			}
		}
	}
	a.host.SortRequests(a.View.Sort)
	for _, id := range []string{a.View.Profile, a.View.Compare} {
		if id != "" && a.Catalogue.Profile(id) == nil {
			a.Notice = missing(id)
		}
	}
	defer a.AskWhy()
	if a.View.Pinned != pinned {
		a.followPin()
	}
	if strings.TrimPrefix(hash, "#") == "" {
		a.adopt(a.Catalogue.Scenarios[0].Parse())
	}
	if !carries {
		return
	}
	s, err := links.Decode(link)
	if err != nil {
		a.Notice = "This link cannot be opened: " + err.Error()
		return
	}
	a.adopt(s)
	a.tellVersion(digest)
}

// tellVersion says what has become of the scenario's profile since a link was made that names its digest.
func (a *App) tellVersion(digest string) {
	if p := a.Profile(); p != nil && a.Notice == "" {
		a.Notice = versions.Told(p.Sheet.Title, p.Versions, digest)
	}
}

// adopt makes s the scenario, counting edits from the bundled one that it is a variant of, where there is one.
func (a *App) adopt(s *scenario.Scenario) {
	base, id := s, ""
	if b := a.Catalogue.named(s); b != nil {
		base, id = b.Parse(), b.ID
	}
	a.setBase(id, base)
	a.Scenario = s.Clone()
	a.bringBack()
	if len(scenario.Diff(a.Ran, a.Scenario)) > 0 || len(s.Workload.Requests) > 0 || a.Running {
		a.Run()
	}
}

// Share copies a link to this page and shows what else can be made of it.
func (a *App) Share() {
	if hash := a.hash(); hash != "" {
		a.host.SetHash(hash)
		a.host.CopyAddress()
		a.host.ShowShare(a.shared())
	}
}

// Shared is what the dialog that shares a scenario needs of it.
type Shared struct {
	Title    string
	Figures  string // of the run, "" where another scenario ran
	Scenario string // JSON
	Offer    string // its profile as vLLM's command lines name it, JSON; "" where that is not here
}

func (a *App) shared() Shared {
	s := Shared{Title: a.TitleOf(a.Scenario), Scenario: string(a.Scenario.JSON())}
	if !a.Stale() {
		ran := &a.Result.Summary
		s.Figures = "TTFT p50 " + format.Duration(ran.TTFT.P50) + ", TPOT p50 " + format.Duration(ran.TPOT.P50) + ", " + format.Number(ran.RequestThroughput) + "\u00a0req/s completed"
	}
	if p := a.Profile(); p != nil {
		text, _ := plainjson.Marshal(offerOf(p)) // texts and a number cannot fail
		s.Offer = string(text)
	}
	return s
}

// Offers are all profiles as command lines may mean them, JSON, and the id of the scenario's.
func (a *App) Offers() (offers, present string) {
	list := make([]offer, len(a.Catalogue.Profiles))
	for i := range list {
		list[i] = *offerOf(&a.Catalogue.Profiles[i])
	}
	text, _ := plainjson.Marshal(plainjson.List(&list)) // texts and numbers cannot fail
	return string(text), a.Scenario.Profile
}

// offer is a vllmflags.Offer. That package reads shells, which the page's own code has no need of.
type offer struct {
	id, model, gpu, dtype string
	tp                    int64
}

func offerOf(p *Profile) *offer {
	return &offer{p.ID(), p.Sheet.Model.ID, p.Sheet.GPU.Name, p.Sheet.Engine.Dtype, p.Sheet.Engine.TP}
}

// Members are those of the JSON.
func (o *offer) Members() plainjson.Members {
	return plainjson.Members{"id", &o.id, "model", &o.model, "gpu", &o.gpu, "dtype", &o.dtype, "tp", &o.tp}
}

// Copied says that the link is on the clipboard, or why not.
func (a *App) Copied(problem string) {
	a.Status = "Link copied"
	if problem != "" {
		a.Status = "The link is in the address bar: " + problem
	}
}

// ShowOpen asks for a scenario.
func (a *App) ShowOpen() { a.host.ShowOpen() }

// Open reads a scenario's JSON or a link to one, as pasted or dropped.
func (a *App) Open(text string) error {
	text = strings.TrimSpace(text)
	link, digest, found := links.Cut(text)
	var s *scenario.Scenario
	var err error
	if found {
		s, err = links.Decode(link)
	} else {
		s, err = scenario.Parse([]byte(text))
	}
	if err != nil {
		return err
	}
	before := a.moment()
	a.adopt(s)
	a.remember(before, "")
	a.step(a.writeAddress)
	if found {
		a.tellVersion(digest)
	}
	return nil
}
