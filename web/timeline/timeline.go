// Package timeline is the page's view of a run over time: what the engine did, and every request on the same axis.
package timeline

import "github.com/llmemu/playground/web/state"

// Timeline is the view.
type Timeline struct {
	App *state.App
}
