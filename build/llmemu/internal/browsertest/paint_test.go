package browsertest

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// TestFirstPaint looks at the page before any script has run: with JavaScript off.
func TestFirstPaint(t *testing.T) {
	for name, s := range map[string]screen{"desktop": desktop, "phone": phone} {
		t.Run(name, func(t *testing.T) {
			p := blank(t, s)
			p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
				_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
				return chromedp.Void{}, err
			}, chromedp.Navigate(address))
			for _, id := range []string{"requests", "spread", "time"} {
				shown := "[...document.querySelectorAll('#chart-" + id + " .picture')].filter((e) => e.checkVisibility())"
				if got := p.text(shown + ".length"); got != "1" {
					t.Errorf("%s pictures of chart %s are shown", got, id)
				}
				if got := p.text(shown + "[0].querySelectorAll('text, line, use, path').length > 20"); got != "true" {
					t.Errorf("the picture of chart %s is empty", id)
				}
				if got := p.text("(() => { const host = document.getElementById('chart-" + id + "').getBoundingClientRect(); const right = Math.max(..." + shown + "[0].querySelectorAll('text, line').values().map((e) => e.getBoundingClientRect().right)); return right <= host.right + 1 && right > host.right - 60 })()"); got != "true" {
					t.Errorf("the picture of chart %s does not fill its element", id)
				}
			}
		})
	}
}

// TestCanvasTakesOver holds ECharts to the picture: it comes when the reader begins, and nothing moves. Where fonts come late,
// texts move when they do, which is not what is looked at.
func TestCanvasTakesOver(t *testing.T) {
	p := blank(t, desktop)
	p.early(`
			globalThis.shifts = [];
			const frame = () => new Promise(requestAnimationFrame);
			addEventListener("load", async () => {
				await document.fonts.ready;
				await frame();
				await frame();
				new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) => value + " " + sources.map(({ node }) => node?.className)))).observe({ type: "layout-shift" });
			});`)
	p.do(chromedp.Navigate(address))
	p.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length")
	if got := p.text("document.querySelectorAll('#main .picture').length + ' ' + document.querySelectorAll('#main .chart canvas').length"); got != "6 0" {
		t.Errorf("pictures and canvases before the reader begins: %s", got)
	}
	labels := p.text("[...document.querySelectorAll('#chart-requests .picture-wide text')].map((e) => e.textContent)")
	if !strings.Contains(labels, "SLO 2") {
		t.Errorf("the picture says %q", labels)
	}
	p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 600, 400))
	p.wait("document.querySelectorAll('#main .chart canvas').length === 3 && !document.querySelector('#main .picture')")
	p.drawn()
	if shifts := p.text("shifts.join('\\n')"); shifts != "" {
		t.Errorf("moved:\n%s", shifts)
	}
	if first, canvas := p.text("performance.getEntriesByName('llmemu-charts')[0].startTime >= performance.getEntriesByName('first-contentful-paint')[0].startTime"), p.text("performance.getEntriesByName('llmemu-canvas').length"); first != "true" || canvas != "1" {
		t.Errorf("marks: charts after the first paint %s, %s of the canvas", first, canvas)
	}
}

// TestPictureOfAnotherRun opens a link: the pictures of the opening run are dimmed, then gone.
func TestPictureOfAnotherRun(t *testing.T) {
	edited := open(t, desktop, "")
	edited.set("workload.request_rate", "6.25")
	edited.settle()
	p := blank(t, desktop)
	p.early(`
			globalThis.wrong = 0;
			new MutationObserver(() => {
				const digest = document.getElementById("digest")?.dataset.digest;
				globalThis.opening ??= digest;
				if (digest !== opening) requestAnimationFrame(() => (wrong += document.querySelectorAll("#main .picture").length));
			}).observe(document, { childList: true, subtree: true, attributes: true });`)
	p.do(chromedp.Navigate(address + "/" + edited.text("location.hash")))
	p.wait("document.getElementById('digest').dataset.digest === '" + edited.digest() + "'")
	p.wait("document.querySelectorAll('#main .chart canvas').length === 3")
	if got := p.text("wrong"); got != "0" {
		t.Errorf("pictures of the opening run stood beside another's figures: %s", got)
	}
}
