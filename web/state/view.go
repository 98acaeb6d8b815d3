package state

import "github.com/llmemu/playground/engine/metrics"

// None is the Request or the Step of a View in which nothing is chosen.
const None = -1

// View is what the reader chose to see. All above AutoRun is part of a link.
type View struct {
	Stat    string // of the tiles: mean, p50, p90 or p99
	Metric  string // of the requests chart on a phone: ttft or e2e
	Spread  string // of the distribution chart: "ttft" for TTFT and TPOT, "itl" for ITL and E2E
	Sort    string // of the requests table: a column, with a leading "-" for falling order
	Page    string // one of Pages
	Profile string // id of the profile on the profile page; "" for the scenario's
	Compare string // id of the one beside it; "" for none

	GapAxis string // of the density of token gaps: "prefill" or "batch"
	GapBand int    // the band of prefill tokens that is marked there, None for none

	// Shared by all pages: what is chosen on one is chosen on every other.
	Request  int     // the chosen request, None for none
	From, To float64 // the time window in seconds; both 0 for the whole run
	Engine   int     // whose steps are on show
	Step     int     // of them the chosen one, None for none
	Filter   string  // the requests that the timeline lists: one of the Filters

	// The sweep's settings, as its form and the link write them.
	SweepX        string // sweep.Axis; "" for the request rate around the scenario's own
	SweepY        string // sweep.Axis of the second field; "" for none
	SweepSeeds    string // runs of each point
	SweepShare    string // percent of requests that must meet the SLO at the capacity
	SweepPrice    string // of GPUs, see sweep.ParsePrices; "" for none
	SweepNeed     string // a request rate to be served; "" for none
	SweepListOpen bool   // the list of profiles to compare
	SweepProfiles string // ids of profiles beside the scenario's, between commas
	SweepMetric   string // of the large chart: ttft, tpot, itl or e2e
	SweepHeat     string // key of the figure on the heat map
	SweepHeatOf   string // id of the profile whose map it is; "" for the scenario's

	Pinned string // the pinned scenario as a link writes it, "" for none

	AutoRun    bool
	RailOpen   bool            // the scenario drawer of narrow windows
	MoreOpen   bool            // the rest of the engine's fields
	ServerOpen bool            // the rest of the server's
	FactOpen   bool            // what is known of the scenario's profile
	About      string          // path of the field whose explanation is open
	Tables     map[string]bool // charts shown as tables, by id
}

// Values of View.Page.
const (
	PageOverview = "overview"
	PageTimeline = "timeline"
	PageGaps     = "gaps"
	PageSweep    = "sweep"
	PageLive     = "live"
	PageProfile  = "profile"
	PageGallery  = "gallery"
)

// Pages are the views that this page has, in the order of their tabs.
var Pages = []string{PageOverview, PageTimeline, PageGaps, PageSweep, PageLive, PageProfile, PageGallery}

// Values of View.Filter.
const (
	FilterAll       = "all"
	FilterPreempted = "preempted"
	FilterOverSLO   = "slo"
	FilterTail      = "tail" // the slowest, see explain.Facts
)

var pageTitles = map[string]string{
	PageOverview: "Overview", PageTimeline: "Timeline", PageGaps: "Token gaps", PageSweep: "Sweep", PageLive: "Live", PageProfile: "Profile", PageGallery: "Gallery",
}

// PageTitle is what a view is called.
func PageTitle(page string) string { return pageTitles[page] }

var defaultView = View{Stat: "p50", Metric: "ttft", Spread: "ttft", Sort: "index", Page: PageOverview, GapAxis: "prefill", GapBand: None, Request: None, Step: None, Filter: FilterAll,
	SweepSeeds: "1", SweepShare: "99", SweepMetric: "ttft", SweepHeat: "p99_ttft_ms", AutoRun: true}

// afresh is the view of a link that says nothing: of v is kept what no link has.
func (v *View) afresh() View {
	fresh := defaultView
	fresh.AutoRun, fresh.RailOpen, fresh.MoreOpen, fresh.ServerOpen = v.AutoRun, v.RailOpen, v.MoreOpen, v.ServerOpen
	fresh.FactOpen, fresh.About, fresh.Tables = v.FactOpen, v.About, v.Tables
	return fresh
}

// Stats are the statistics of a latency that the page shows.
var Stats = []string{"mean", "p50", "p90", "p99"}

// SetStat chooses the statistic of the tiles.
func (a *App) SetStat(stat string) { a.setView(func(v *View) { v.Stat = stat }) }

// SetMetric chooses the metric of the requests chart on a phone.
func (a *App) SetMetric(metric string) { a.setView(func(v *View) { v.Metric = metric }) }

// SetSpread chooses the metrics of the distribution chart.
func (a *App) SetSpread(spread string) { a.setView(func(v *View) { v.Spread = spread }) }

// SetSort remembers the order of the requests table, which the table itself has changed.
func (a *App) SetSort(order string) { a.setView(func(v *View) { v.Sort = order }) }

// SetPage chooses what fills the page.
func (a *App) SetPage(page string) {
	a.setView(func(v *View) { v.Page = page })
	a.Enter()
}

// Enter prepares the page that is on show, where it needs something.
func (a *App) Enter() {
	a.keepSwept()
	a.entered[a.View.Page] = true
	if a.View.Page == PageLive && a.Live.Scenario == nil {
		a.StartLive()
	}
}

// Entered says whether a page was ever on show. Those that were not are not built: most readers need few, and what is not
// there costs no time at every change.
func (a *App) Entered(page string) bool { return a.entered[page] }

// ShowProfile chooses the profile of the profile page.
func (a *App) ShowProfile(id string) { a.setView(func(v *View) { v.Profile = id }) }

// CompareProfile chooses the profile beside it, "" for none.
func (a *App) CompareProfile(id string) { a.setView(func(v *View) { v.Compare = id }) }

// Shown is the profile of the profile page: the one chosen there, else the scenario's, else the first.
func (a *App) Shown() *Profile {
	for _, id := range []string{a.View.Profile, a.Scenario.Profile} {
		if p := a.Catalogue.Profile(id); p != nil {
			return p
		}
	}
	return &a.Catalogue.Profiles[0]
}

// Compared is the profile beside it, nil for none.
func (a *App) Compared() *Profile { return a.Catalogue.Profile(a.View.Compare) }

// SelectRequest chooses a request, None for none.
func (a *App) SelectRequest(id int) { a.setView(func(v *View) { v.Request = id }) }

// SelectStep chooses a step, whose number is None for none.
func (a *App) SelectStep(ref metrics.StepRef) {
	a.setView(func(v *View) { v.Engine, v.Step = ref.Engine, ref.Step })
}

// SetWindow chooses the time window in seconds; 0 and 0 for the whole run.
func (a *App) SetWindow(from, to float64) { a.setView(func(v *View) { v.From, v.To = from, to }) }

// SetFilter chooses the requests that the timeline lists.
func (a *App) SetFilter(filter string) { a.setView(func(v *View) { v.Filter = filter }) }

// Escape closes the scenario drawer, or else lets go of what is chosen.
func (a *App) Escape() {
	if a.View.RailOpen {
		a.View.RailOpen = false
		return
	}
	if a.View.SweepListOpen {
		a.View.SweepListOpen = false
		return
	}
	a.setView(func(v *View) { v.Request, v.Step, v.From, v.To = None, None, 0, 0 })
	a.FindProblem = ""
}

// keepChosen drops what is chosen where the result on show does not hold it.
func (a *App) keepChosen() {
	s := &a.Result.Summary
	if a.View.Request >= s.Completed {
		a.View.Request = None
	}
	if a.View.Step >= s.LLMEmu.Steps {
		a.View.Step = None
	}
	if a.View.To > s.Duration && a.Pin == nil { // the pinned run may last longer
		a.View.From, a.View.To = 0, 0
	}
}

// setView changes what is seen. Another page is a step.
func (a *App) setView(change func(*View)) {
	before := a.View.Page
	change(&a.View)
	a.entered[a.View.Page] = true
	if a.View.Page != before {
		a.step(a.writeAddress)
	} else {
		a.writeAddress()
	}
	a.AskWhy()
}

// ToggleAutoRun switches running on every edit.
func (a *App) ToggleAutoRun() {
	a.View.AutoRun = !a.View.AutoRun
	a.host.SetSetting("auto-run", onOff(a.View.AutoRun))
	if a.View.AutoRun && a.Stale() {
		a.Run()
	}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// ToggleTheme changes between light and dark.
func (a *App) ToggleTheme() { a.host.ToggleTheme() }

// ToggleTable changes between a chart and its figures.
func (a *App) ToggleTable(chart string) {
	if a.View.Tables == nil {
		a.View.Tables = map[string]bool{}
	}
	a.View.Tables[chart] = !a.View.Tables[chart]
}

// ShowRequests goes to the table of requests, which is the requests chart as a table.
func (a *App) ShowRequests() { a.host.Reveal("requests") }

// ToggleRail opens or closes the scenario drawer.
func (a *App) ToggleRail() { a.View.RailOpen = !a.View.RailOpen }

// ToggleMore shows or hides the rest of the engine's fields.
func (a *App) ToggleMore() { a.View.MoreOpen = !a.View.MoreOpen }

// ToggleServer shows or hides the rest of the server's fields.
func (a *App) ToggleServer() { a.View.ServerOpen = !a.View.ServerOpen }

// ToggleFacts shows or hides what is known of the scenario's profile.
func (a *App) ToggleFacts() { a.View.FactOpen = !a.View.FactOpen }

// ToggleAbout opens or closes the explanation of a field.
func (a *App) ToggleAbout(path string) {
	if a.View.About == path {
		path = ""
	}
	a.View.About = path
}

// YesNo is the value of an ARIA attribute.
func YesNo(v bool) string {
	if v {
		return "true"
	}
	return "false"
}
