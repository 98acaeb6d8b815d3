//go:build js && wasm

package main

import (
	"syscall/js"

	"github.com/vugu/vugu"

	"github.com/llmemu/playground/engine/metrics"
	"github.com/llmemu/playground/web/state"
)

// calls is what static/js may tell the page. Each call holds the page's lock and draws it anew.
func calls(app *state.App, env vugu.EventEnv) js.Value {
	object := js.Global().Get("Object").New()
	on := func(name string, call func(args []js.Value) any) {
		object.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			env.Lock()
			defer env.UnlockRender()
			return call(args)
		}))
	}
	on("run", func([]js.Value) any { app.RunShown(); return nil })
	on("toggleLive", func([]js.Value) any { app.ToggleLive(); return nil })
	on("undo", func([]js.Value) any { app.Undo(); return nil })
	on("redo", func([]js.Value) any { app.Redo(); return nil })
	on("finished", func(a []js.Value) any {
		return app.Finish(a[0].Int(), []byte(a[1].String()), []byte(a[2].String()), a[3].Float())
	})
	on("explained", func(a []js.Value) any { app.Explained(a[0].Int(), a[1].String(), []byte(a[2].String())); return nil })
	on("unexplained", func(a []js.Value) any { app.Unexplained(a[0].Int(), a[1].String(), a[2].String()); return nil })
	on("failed", func(a []js.Value) any { app.Fail(a[0].Int(), a[1].String(), a[2].String()); return nil })
	on("planOutcome", func(a []js.Value) any {
		return app.PlanOutcome(a[0].String(), []byte(a[1].String()), a[2].Bool(), a[3].Float())
	})
	on("underWay", func(a []js.Value) any { app.UnderWay(a[0].Int(), []byte(a[1].String())); return nil })
	on("pin", func([]js.Value) any { app.TogglePin(); return nil })
	on("pinned", func(a []js.Value) any { app.Pinned([]byte(a[0].String()), a[1].String()); return nil })
	on("planFailed", func(a []js.Value) any { app.PlanFailed(a[0].String(), a[1].String()); return nil })
	on("follow", func(a []js.Value) any { app.Follow(a[0].String()); app.Enter(); return nil })
	on("open", func(a []js.Value) any {
		if err := app.Open(a[0].String()); err != nil {
			return err.Error()
		}
		return ""
	})
	on("offers", func([]js.Value) any {
		offers, present := app.Offers()
		return map[string]any{"offers": offers, "present": present}
	})
	on("imported", func(a []js.Value) any { app.Imported([]byte(a[0].String()), a[1].String()); return nil })
	on("found", func(a []js.Value) any { app.Found([]byte(a[0].String())); return nil })
	on("removed", func(a []js.Value) any { app.Removed(a[0].String(), a[1].String()); return nil })
	on("restored", func(a []js.Value) any { app.Restored(a[0].String()); return nil })
	on("notice", func(a []js.Value) any { app.Notice = a[0].String(); return nil })
	on("reject", func(a []js.Value) any { app.Reject(a[0].String(), a[1].Int()); return nil })
	on("copied", func(a []js.Value) any { app.Copied(a[0].String()); return nil })
	on("sorted", func(a []js.Value) any { app.SetSort(a[0].String()); return nil })
	on("selectRequest", func(a []js.Value) any { app.SelectRequest(a[0].Int()); return nil })
	on("selectStep", func(a []js.Value) any {
		app.SelectStep(metrics.StepRef{Engine: a[0].Get("engine").Int(), Step: a[0].Get("step").Int()})
		return nil
	})
	on("setWindow", func(a []js.Value) any { app.SetWindow(a[0].Float(), a[1].Float()); return nil })
	on("escape", func([]js.Value) any { app.Escape(); return nil })
	return object
}
