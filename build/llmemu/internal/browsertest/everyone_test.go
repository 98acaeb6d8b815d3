package browsertest

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

func TestAPhoneReadsTheTailInOneColumn(t *testing.T) {
	p := open(t, phone, "")
	p.wait("document.querySelector('#main .fact-text')")
	p.is("[...document.querySelectorAll('#main .tail > *, #main .fact-text')].every((e) => e.getBoundingClientRect().width > 240)", "true")
}

// TestATappedRowAnswersInSight: below 900 pixels the inspector stands under the timeline, and what is chosen lies over it.
func TestATappedRowAnswersInSight(t *testing.T) {
	p := open(t, phone, tight(t)+"&v=timeline")
	p.waitForTimeline()
	p.run("document.querySelector('.tl-row-gantt').scrollIntoView({block: 'end'})")
	row := "document.querySelector('.tl-gantt canvas, .tl-row-gantt canvas')"
	p.run("const b = " + row + ".getBoundingClientRect(); window.at = document.elementFromPoint(b.x + b.width / 2, b.y + 60); const e = (type) => at.dispatchEvent(new PointerEvent(type, {bubbles: true, clientX: b.x + b.width / 2, clientY: b.y + 60, isPrimary: true, pointerType: 'touch', pointerId: 1})); e('pointerdown'); e('pointerup'); at.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: b.x + b.width / 2, clientY: b.y + 60}))")
	p.wait("document.getElementById('why-title')")
	p.is("document.getElementById('why-title').getBoundingClientRect().bottom < innerHeight - 52 && document.getElementById('why-title').getBoundingClientRect().top > 52", "true")
	p.is("(() => { const b = document.getElementById('why-title').getBoundingClientRect(); return document.elementFromPoint(b.x + 4, b.y + b.height / 2).id })()", "why-title")
	p.click(".inspect-close button")
	p.wait("!document.getElementById('why-title')")
	p.is("getComputedStyle(document.getElementById('inspector')).position", "static")
}

func TestAStepsSheetHasItsButtonsApart(t *testing.T) {
	for _, hash := range []string{"#r=200&k=400", "#r=200&k=400&v=timeline"} {
		p := open(t, phone, hash)
		p.chosen("step-title", "")
		p.is(`(() => { const x = document.querySelector('.inspect-close button').getBoundingClientRect();
			return [...document.querySelectorAll('.inspect-moves button')].every((e) => { const b = e.getBoundingClientRect(); return b.right <= x.left || b.top >= x.bottom; }) })()`, "true")
	}
}

func TestHelpIsInEveryHeader(t *testing.T) {
	for _, width := range []int64{360, 390, 768, 1440} {
		p := open(t, screen{width: width, height: 844, scale: 1, phone: width < 600}, "")
		p.fits()
		p.is("[...document.querySelectorAll('.header .button')].filter((e) => e.checkVisibility() && !e.matches('.skip')).every((e) => { const b = e.getBoundingClientRect(); return b.width > 0 && b.left >= 0 && b.right <= innerWidth; })", "true")
		p.click(".header [data-help]")
		p.wait("document.getElementById('help').open")
	}
}

func TestTheKeyboardSkipsToTheView(t *testing.T) {
	p := open(t, desktop, "")
	p.do(chromedp.KeyEvent("\t"))
	p.is("document.activeElement.textContent", "Skip to the view")
	p.is("document.activeElement.getBoundingClientRect().width > 60", "true")
	p.do(chromedp.KeyEvent("\r"))
	p.is("document.activeElement.id", "main")
	p.do(chromedp.KeyEvent("\t"))
	p.is("document.activeElement.closest('main')?.id", "main")
	p.is("location.hash", "")
}

// TestForcedColours: what only a background shows is there, and what is on, selected or pressed differs from what is not.
func TestForcedColours(t *testing.T) {
	p := open(t, desktop, "")
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return chromedp.Void{}, err
	})
	p.wait("matchMedia('(forced-colors: active)').matches")
	p.run("window.ground = (selector) => getComputedStyle(document.querySelector(selector)).backgroundColor")
	for _, pair := range [][2]string{
		{".switch-label[aria-checked=true] .switch", "html"},
		{".tab[aria-current=true]", ".tab[aria-current=false]"},
		{".card-spread .segments [aria-pressed=true]", ".card-spread .segments [aria-pressed=false]"},
		{".arrivals span", "html"},
		{".tail-legend .swatch", "html"},
	} {
		p.is("ground('"+pair[0]+"') !== ground('"+pair[1]+"')", "true")
	}
	p.click(".auto-run")
	p.is("ground('.switch-label[aria-checked=false] .switch') === getComputedStyle(document.documentElement).backgroundColor || getComputedStyle(document.querySelector('.switch-label .switch')).borderStyle === 'solid'", "true")
	p.illustration("forced-colours")
}
