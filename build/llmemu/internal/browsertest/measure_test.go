package browsertest

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/build/llmemu/internal/bench"
	"github.com/llmemu/playground/engine/links"
)

// measure lets the measurements run. They judge nothing: a machine that does something else besides would fail them.
var measure = flag.Bool("measure", false, "run the measurements of docs/PERFORMANCE.md")

// frames are the times between the frames of a measurement, in milliseconds.
type frames struct {
	Runs    int     // results shown
	Seconds float64 // from the first frame to the last
	Median  float64
	P99     float64
	Longest float64
	Over50  int // frames longer than 50 ms

	busy float64 // milliseconds of processor time that the page's thread took
}

func (f frames) String() string {
	return fmt.Sprintf("%.1f runs/s, frames: median %.1f ms, p99 %.1f ms, longest %.1f ms, %d above 50 ms in %.1f s; processor time of the page's thread: %.0f ms, a run %.1f ms",
		float64(f.Runs)/f.Seconds, f.Median, f.P99, f.Longest, f.Over50, f.Seconds, f.busy, f.busy/float64(max(f.Runs, 1)))
}

// watchFrames runs an action before every frame for some seconds and counts the results that came on show.
func (p *tab) watchFrames(seconds float64, setup, action string) frames {
	p.Helper()
	began := p.processorTime()
	p.run(fmt.Sprintf(`%s;
		const gaps = []; let runs = 0, last = 0, first = 0; window.watched = null;
		const observer = new MutationObserver(() => runs++);
		observer.observe(document.getElementById('digest'), {attributes: true, attributeFilter: ['data-digest']});
		const frame = (now) => {
			if (last) gaps.push(now - last); else first = now;
			last = now;
			if (now - first < %g) { %s; requestAnimationFrame(frame); return }
			observer.disconnect();
			gaps.sort((a, b) => a - b);
			const at = (q) => gaps[Math.min(gaps.length - 1, Math.floor(q * gaps.length))];
			window.watched = JSON.stringify({Runs: runs, Seconds: (last - first) / 1000, Median: at(0.5), P99: at(0.99), Longest: at(1), Over50: gaps.filter((g) => g > 50).length});
		};
		requestAnimationFrame(frame)`, setup, seconds*1000, action))
	p.wait("window.watched")
	var f frames
	if err := json.Unmarshal([]byte(p.text("window.watched")), &f); err != nil {
		p.Fatal(err)
	}
	f.busy = p.processorTime() - began
	return f
}

// processorTime is what the page's thread has worked so far, in milliseconds. Unlike the time between frames it says
// something on a machine that does other things besides.
func (p *tab) processorTime() float64 {
	p.Helper()
	var total float64
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		if _, err := cdp.Call(ctx, target, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
			return chromedp.Void{}, err
		}
		result, err := cdp.Call(ctx, target, performance.GetMetrics, cdp.Empty{})
		if err != nil {
			return chromedp.Void{}, err
		}
		for _, m := range result.Metrics {
			if m.Name == "TaskDuration" {
				total = m.Value * 1000
			}
		}
		return chromedp.Void{}, nil
	})
	return total
}

// openBench opens a timed scenario and waits until its run is on show.
func openBench(t *testing.T, name string) *tab {
	t.Helper()
	selected, err := bench.Select([]string{name})
	if err != nil {
		t.Fatal(err)
	}
	link, err := links.Encode(selected[0].Scenario)
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, desktop, "#s="+link)
	p.settle()
	return p
}

// TestMeasureDrag drags request_rate of S1 to and fro: every edit runs at once.
func TestMeasureDrag(t *testing.T) {
	if !*measure {
		t.Skip("a measurement: run it with -measure")
	}
	alone(t)
	p := openBench(t, "S1")
	drag := `const input = document.querySelector('input[data-path="workload.request_rate"]'); let x = 100, way = 1; input.blur();
		input.setPointerCapture = () => {};
		const send = (type) => input.dispatchEvent(new PointerEvent(type, {bubbles: true, pointerId: 1, clientX: x, button: 0}))`
	for range 20 { // until the browser has compiled what runs often
		p.set("workload.request_rate", "6")
		p.settle()
		p.set("workload.request_rate", "5")
		p.settle()
	}
	t.Log("S1, dragged: ", p.watchFrames(5, drag+"; send('pointerdown')", "x += 3 * way; if (x > 200 || x < 50) way = -way; send('pointermove')"))
}

// TestMeasureLargeCharts moves the pointer over the charts of 100,000 requests.
func TestMeasureLargeCharts(t *testing.T) {
	if !*measure {
		t.Skip("a measurement: run it with -measure")
	}
	alone(t)
	p := openBench(t, "S3")
	hover := `const canvas = document.querySelector('#chart-requests canvas'); const box = canvas.getBoundingClientRect(); let n = 0`
	t.Log("S3, pointer over the requests:", p.watchFrames(5, hover,
		`n++; canvas.dispatchEvent(new MouseEvent('mousemove', {bubbles: true, clientX: box.x + box.width * (0.5 + 0.4 * Math.sin(n / 20)), clientY: box.y + box.height * (0.5 + 0.4 * Math.cos(n / 31))}))`))
	t.Log("S3, table scrolled:", p.watchFrames(3, "const grid = document.querySelector('.grid'); document.getElementById('requests').scrollIntoView()", "grid.scrollTop += 400"))
}

// startTimes says when a page that was opened showed what.
func (p *tab) startTimes() string {
	p.Helper()
	return p.text(`["first-contentful-paint", "llmemu-charts", "llmemu-usable"].map((name) => Math.round(performance.getEntriesByName(name)[0]?.startTime ?? -1)).join(", ")`)
}

// TestMeasureStart opens the page several times in the same browser: the first time is the cold one.
func TestMeasureStart(t *testing.T) {
	if !*measure {
		t.Skip("a measurement: run it with -measure")
	}
	alone(t)
	for range 5 {
		t.Log("ms until the first paint, the charts, and inputs that work:", open(t, desktop, "").startTimes())
	}
}

// TestMeasurePhoneStart opens the page as Lighthouse's phone would: a quarter of this machine's speed, 1,638 kbit/s, 150 ms
// to an answer.
func TestMeasurePhoneStart(t *testing.T) {
	if !*measure {
		t.Skip("a measurement: run it with -measure")
	}
	alone(t)
	for range 3 {
		p := blank(t, phone)
		p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
			slow := []*network.Conditions{{Latency: 150, DownloadThroughput: 1638.4e3 / 8, UploadThroughput: 675e3 / 8}}
			for _, call := range []func() error{
				func() error { _, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{}); return err },
				func() error {
					_, err := cdp.Call(ctx, target, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: slow})
					return err
				},
				func() error {
					_, err := cdp.Call(ctx, target, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4})
					return err
				},
			} {
				if err := call(); err != nil {
					return chromedp.Void{}, err
				}
			}
			return chromedp.Void{}, nil
		}, chromedp.Navigate(address))
		p.wait("performance.getEntriesByName('llmemu-usable').length")
		t.Log("on a phone, ms until the first paint, the charts, and inputs that work:", p.startTimes())
	}
}
