package state

// Host is what the page's state needs from where it runs: the browser, a prerendering program or a test.
type Host interface {
	Run(job Job)                         // start the engine; a later job replaces this one
	WarmUp(job Job)                      // run the engine and drop what comes out
	Cancel()                             // stop the engine
	StartPlan(job PlanJob)               // carry many runs out; a later plan of the same kind replaces this one
	CancelPlan(kind string)              // stop that
	PriceSweep(prices string)            // evaluate the sweep on show, or under way, with other prices: see sweep.ParsePrices
	Pin()                                // keep the columns of the result on show, to be drawn beside later ones
	Unpin()                              // drop them
	RunPinned(job Job)                   // run a job, and keep its columns as Pin does
	Explain(q Question)                  // ask the engine about a run; a later question of its kind replaces it
	StartLive(job Job)                   // begin a live session of the job's scenario
	PaceLive(speed float64, paused bool) // let its time go on so fast
	StepLive()                           // let it end one more step
	RateLive(rate float64)               // change its request rate
	BurstLive(requests int)              // make requests arrive at once
	SetHash(hash string)                 // replace the fragment of the page's address
	Visit(hash string)                   // put a fragment into the address as a new entry of the browser's history
	KeepEdits()                          // make what SetHash changed since the last entry one of its own
	CopyAddress()                        // put the page's address on the clipboard
	ShowShare(shared Shared)             // show what else can be made of the scenario
	ToggleTheme()                        // change between light and dark
	SortRequests(order string)           // order the requests table
	ZoomTo(request int)                  // move the timeline's window to a request
	ShowOpen()                           // ask for a scenario or a profile to open
	Reveal(id string)                    // scroll an element into view and focus it
	SetSetting(name, text string)        // keep a choice of the reader for the next visit

	ExportProfile(file, name string) // save a profile's file under a name
	RemoveProfile(id string)         // forget a profile that this browser keeps
	RestoreProfile(id string)        // keep one again that was removed since the page was opened
}

// PlanJob is a plan of many runs.
type PlanJob struct {
	Kind      string
	Text      []byte            // the plan itself, JSON
	Scenarios [][]byte          // JSON of what the runs vary
	Streams   []string          // file of each one's recorded stream, "" for none
	Profiles  map[string]string // file of each profile that a run may use, by id
}

// Job is one run of the engine.
type Job struct {
	ID       int
	Scenario []byte // JSON
	Profile  string // Profile.File; streams and measured runs are files of the site; "" where the run needs none
	Stream   string
	Measured string
}
