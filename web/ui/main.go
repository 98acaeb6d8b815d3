//go:build js && wasm

// Command ui is the page's own code in the browser: it takes the prerendered page over and answers the reader.
package main

import (
	"encoding/json"
	"syscall/js"
	"time"

	"github.com/vugu/vugu"
	"github.com/vugu/vugu/domrender"

	"github.com/llmemu/playground/engine/explain"
	"github.com/llmemu/playground/internal/plainjson"
	"github.com/llmemu/playground/web/changes"
	"github.com/llmemu/playground/web/charts"
	"github.com/llmemu/playground/web/page"
	"github.com/llmemu/playground/web/state"
)

func main() {
	breathe()
	host := browser{js.Global().Get("llmemuHost")}
	app := opening(host)
	breathe()

	renderer, err := domrender.New("#app")
	must(err)
	build, err := vugu.NewBuildEnv(renderer.EventEnv())
	must(err)
	root := &page.Page{App: app}
	drawn := func() *vugu.BuildResults {
		built := build.RunBuild(root)
		page.Tidy(built)
		return built
	}
	var shown changes.Tree
	shown.Adopt(drawn())
	breathe()

	app.Ready = true
	app.View.AutoRun = host.text("setting", "auto-run") != "off"
	app.AddOwn([]byte(host.text("ownProfiles")))
	app.Follow(host.text("hash"))
	app.LackOwn(host.text("ownProblem"))
	app.Enter()
	app.OpenSwept()

	draw := func() { must(shown.Render(drawn(), renderer.Render)) }
	described := ""
	describe := func() {
		specs, err := json.Marshal(charts.Specs(app))
		must(err)
		if text := string(specs); text != described {
			described = text
			host.Call("describe", text)
		}
		host.Call("setTitle", app.DocumentTitle())
		host.Call("showTimelineTable", app.View.Tables["timeline"])
		host.Share(&app.View)
	}
	draw()
	js.Global().Call("llmemuPageReady", calls(app, renderer.EventEnv()))
	app.WarmUp()
	breathe()
	describe()
	renderFrames(host, renderer, func() { draw(); describe() })
}

// opening is the page as build/prerender drew it.
func opening(host browser) *state.App {
	var catalogue state.Catalogue
	must(plainjson.Unmarshal([]byte(host.text("catalogue")), &catalogue))
	breathe()
	result, err := state.ParseResult([]byte(host.text("header")))
	must(err)
	var facts explain.Facts
	must(plainjson.Unmarshal([]byte(host.text("facts")), &facts))
	app := state.New(host, &catalogue, result)
	app.Know(&facts)
	return app
}

// breathe lets the browser paint and answer. The first time that the page's code runs it is compiled as it goes, which makes
// each of its parts long enough.
func breathe() { time.Sleep(time.Millisecond) }

// renderFrames draws the page and describes its charts before a frame of the browser after an event: once, however many
// events there were. The host says before which: charts have their turns too.
func renderFrames(host browser, renderer *domrender.JSRenderer, render func()) {
	frames := make(chan struct{}, 1)
	frame := js.FuncOf(func(js.Value, []js.Value) any { frames <- struct{}{}; return nil })
	events := make(chan struct{}, 1)
	go func() {
		for renderer.EventWait() {
			select {
			case events <- struct{}{}:
			default: // one waits already
			}
		}
		close(events)
	}()
	for range events {
		host.Call("nextFrame", frame)
		<-frames
		select {
		case <-events: // came meanwhile: this frame is for it too
		default:
		}
		render()
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
