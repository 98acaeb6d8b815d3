// Package galleryview is the page's view of the gallery. Its cards are a file of the site, which static/js/gallery.js fetches and
// draws when the view is first on show.
package galleryview

import "github.com/llmemu/playground/web/state"

// View is the view.
type View struct {
	App *state.App
}
