// Package icon holds the page's line icons, drawn on a 16-pixel grid in the colour of the text beside them.
package icon

import "github.com/vugu/vugu"

const (
	open  = `<svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">`
	solid = `<svg viewBox="0 0 16 16" fill="currentColor">`
	end   = `</svg>`
)

// The icons.
const (
	Logo = vugu.HTML(`<svg viewBox="0 0 22 18"><rect class="logo-queue" y="0" width="11" height="5" rx="1.5"></rect>` +
		`<rect class="logo-prefill" x="6" y="6.5" width="8" height="5" rx="1.5"></rect>` +
		`<rect class="logo-decode" x="9" y="13" width="13" height="5" rx="1.5"></rect></svg>`)
	Share   = vugu.HTML(open + `<path d="M8 10V2M5 4.6 8 1.8l3 2.8M3 8.5v4.7h10V8.5"></path>` + end)
	Open    = vugu.HTML(open + `<path d="M2 13V3.5h4l1.5 2H14V13z"></path>` + end)
	Moon    = vugu.HTML(open + `<path d="M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2z"></path>` + end)
	Sun     = vugu.HTML(open + `<circle cx="8" cy="8" r="2.8"></circle><path d="M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1"></path>` + end)
	Play    = vugu.HTML(solid + `<path d="M4 2.4v11.2a.6.6 0 0 0 .9.5l9-5.6a.6.6 0 0 0 0-1l-9-5.6a.6.6 0 0 0-.9.5z"></path>` + end)
	Pause   = vugu.HTML(solid + `<rect x="3.5" y="2.5" width="3" height="11" rx="1"></rect><rect x="9.5" y="2.5" width="3" height="11" rx="1"></rect>` + end)
	Stop    = vugu.HTML(solid + `<rect x="3.5" y="3.5" width="9" height="9" rx="1"></rect>` + end)
	Chevron = vugu.HTML(open + `<path d="m4.5 6.3 3.5 3.5 3.5-3.5"></path>` + end)
	Check   = vugu.HTML(`<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="currentColor"></circle><path class="icon-mark" d="m4.8 8.2 2.2 2.2 4.2-4.4" fill="none" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"></path></svg>`)
	Compose = vugu.HTML(open + `<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.6 2.2"></circle><path d="M8 5v3.4M8 11v.1"></path>` + end)
	Table   = vugu.HTML(open + `<rect x="2" y="3" width="12" height="10" rx="1.5"></rect><path d="M2 6.5h12M6.5 6.5V13"></path>` + end)
	Bars    = vugu.HTML(open + `<path d="M3 14V9M8 14V2M13 14V6"></path>` + end)
	Gantt   = vugu.HTML(open + `<path d="M1.5 4h5M5 8h6M9 12h5.5"></path>` + end)
	Dots    = vugu.HTML(open + `<circle cx="3.5" cy="11.5" r="2"></circle><circle cx="8.5" cy="8" r="2"></circle><circle cx="13" cy="4" r="2"></circle>` + end)
	Curve   = vugu.HTML(open + `<path d="M2 13.5c7 0 10-2 11.5-11"></path>` + end)
	Pulse   = vugu.HTML(open + `<path d="M1.5 8.5h3L7 3l3 10.5 2-5h2.5"></path>` + end)
	Chip    = vugu.HTML(open + `<rect x="4" y="4" width="8" height="8" rx="1"></rect><path d="M6.5 1.5V4M9.5 1.5V4M6.5 12v2.5M9.5 12v2.5M1.5 6.5H4M1.5 9.5H4M12 6.5h2.5M12 9.5h2.5"></path>` + end)
	Cards   = vugu.HTML(open + `<rect x="2" y="2.5" width="5" height="4.5" rx="1"></rect><rect x="9" y="2.5" width="5" height="4.5" rx="1"></rect><rect x="2" y="9" width="5" height="4.5" rx="1"></rect><rect x="9" y="9" width="5" height="4.5" rx="1"></rect>` + end)
	Compare = vugu.HTML(open + `<rect x="1.8" y="2.5" width="5" height="11" rx="1"></rect><path d="M9.5 2.5h3.7a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H9.5" stroke-dasharray="2 2"></path>` + end)
	Close   = vugu.HTML(open + `<path d="m4 4 8 8M12 4l-8 8"></path>` + end)
	Undo    = vugu.HTML(open + `<path d="M5.5 2.8 2.5 5.8l3 3M2.5 5.8h6.3a4.2 4.2 0 0 1 0 8.4H6"></path>` + end)
	Redo    = vugu.HTML(open + `<path d="m10.5 2.8 3 3-3 3M13.5 5.8H7.2a4.2 4.2 0 0 0 0 8.4H10"></path>` + end)
	Help    = vugu.HTML(open + `<circle cx="8" cy="8" r="6.5"></circle><path d="M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.5.2-.8.6-.8 1.1v.2M8 11.6v.1"></path>` + end)
	Sliders = vugu.HTML(open + `<path d="M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6"></path><circle cx="10" cy="4.5" r="2"></circle><circle cx="6" cy="11.5" r="2"></circle>` + end)
)
