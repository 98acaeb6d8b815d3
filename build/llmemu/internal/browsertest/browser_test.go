// Package browsertest opens the served playground in Chromium and uses it as a reader would. A console error or an
// exception anywhere fails the test that caused it.
package browsertest

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"iter"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

var update = flag.Bool("update", false, "write the screenshots in docs/screenshots anew")

// Set by TestMain for all tests.
var (
	root    string          // of the repository
	dist    string          // folder of the built site
	address string          // of the served site
	browser context.Context // one Chromium
)

// noChromium is why every test is skipped, or why all fail where CI is true.
const noChromium = "no Chromium is here; install it (on Debian: apt-get install chromium)"

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if root, err = site.Root(); err != nil {
		fmt.Println(err)
		return 1
	}
	chromium := site.Chromium()
	if chromium == "" {
		fmt.Println(noChromium)
		if os.Getenv("CI") == "true" {
			return 1
		}
		return m.Run() // each test skips itself
	}
	if err := sideBySide(); err != nil {
		fmt.Println(err)
		return 1
	}
	dist = filepath.Join(root, "dist")
	quality := 5 // quick to make
	if *measure || *lighthouse != "" {
		dist, quality = filepath.Join(root, "dist", "smallest"), 11 // as it is deployed
	}
	if err := site.Build(site.Options{Root: root, Out: dist, Quality: quality, Log: func(message string) { fmt.Println(message) }}); err != nil {
		fmt.Println(err)
		return 1
	}
	server := httptest.NewServer(site.Handler(dist))
	defer server.Close()
	address = server.URL

	// Not t.TempDir: Chromium still writes to its profile while it ends, which would fail the clean-up there.
	profile, err := os.MkdirTemp("", "llmemu-chromium-")
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer os.RemoveAll(profile)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(profile), chromedp.NoSandbox,
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	defer end()
	var cancel context.CancelFunc
	browser, cancel = chromedp.NewContext(allocator)
	defer cancel()
	if err := chromedp.Do(browser, chromedp.Navigate("about:blank")); err != nil {
		fmt.Println("Chromium does not start:", err)
		return 1
	}
	return m.Run()
}

// screen is a kind of window.
type screen struct {
	width, height int64
	scale         float64
	dark, phone   bool
}

var (
	desktop = screen{width: 1440, height: 900, scale: 1}
	dark    = screen{width: 1440, height: 900, scale: 1, dark: true}
	phone   = screen{width: 390, height: 844, scale: 2, phone: true}
)

// tab is one tab of the browser with the playground in it.
type tab struct {
	*testing.T
	ctx context.Context
}

// open opens the playground at a fragment of its address and waits until it can be used.
func open(t *testing.T, s screen, hash string) *tab {
	t.Helper()
	p := blank(t, s)
	p.do(chromedp.Navigate(address + "/" + hash))
	p.wait("document.querySelector('.page-ready') && performance.getEntriesByName('llmemu-usable').length")
	return p
}

// A page that does not come to what is expected fails its test after patience, and a test ends after its lifetime: many times
// what a busy machine needs, since neither costs anything where all is well.
const (
	patience = time.Minute
	lifetime = 5 * time.Minute
)

// blank opens an empty tab that fails the test on any console error.
func blank(t *testing.T, s screen) *tab {
	t.Helper()
	return blankBut(t, s, "")
}

// blankBut is like blank, for a page to which something is done that the browser writes to the console: whatever matches.
func blankBut(t *testing.T, s screen, expected string) *tab {
	t.Helper()
	if browser == nil {
		t.Skip(noChromium)
	}
	beside(t)
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext()) // with no settings of other tests
	ctx, stop := context.WithTimeout(ctx, lifetime)
	t.Cleanup(func() { stop(); cancel() })
	go watch(t, ctx, chromedp.Console(ctx), regexp.MustCompile(cmp.Or(expected, "^$")))
	p := &tab{T: t, ctx: ctx}
	scheme := "light"
	if s.dark {
		scheme = "dark"
	}
	options := []chromedp.EmulateViewportOption{chromedp.EmulateScale(s.scale)}
	if s.phone {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do(chromedp.EmulateViewport(s.width, s.height, options...), func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return chromedp.Void{}, err
	}, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		// Of several tabs one has the focus; each behaves as if it did.
		_, err := cdp.Call(ctx, target, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
		return chromedp.Void{}, err
	})
	return p
}

// early has a script run before any other of the next page.
func (p *tab) early(script string) {
	p.Helper()
	p.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return chromedp.Void{}, err
	})
}

// watch reports what the page writes to the console as errors.
func watch(t *testing.T, ctx context.Context, messages iter.Seq2[chromedp.ConsoleMessage, error], expected *regexp.Regexp) {
	for message, err := range messages {
		if err != nil || ctx.Err() != nil {
			return
		}
		if expected.MatchString(message.Text) {
			continue
		}
		if message.IsException() || message.Type == chromedp.ConsoleError || message.Type == chromedp.ConsoleWarning {
			t.Errorf("console %s: %s (%s:%d)", message.Type, message.Text, message.URL, message.Line)
		}
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// poll waits until a JavaScript expression is true, but not for ever.
func (p *tab) poll(expression string) error {
	_, err := chromedp.Run(p.ctx, chromedp.Poll[bool]("Boolean("+expression+")", chromedp.WithPollingTimeout(patience)))
	return err
}

// wait waits until a JavaScript expression is true, and ends the test where it never is.
func (p *tab) wait(expression string) {
	p.Helper()
	if err := p.poll(expression); err != nil {
		p.Fatalf("waiting for %s: %v", expression, err)
	}
}

// text is the value of a JavaScript expression, as text.
func (p *tab) text(expression string) string {
	p.Helper()
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return text
}

// is expects that a JavaScript expression, as text, comes to be want: the page shows a change, and writes it into the
// address, a moment after the event.
func (p *tab) is(expression, want string) {
	p.Helper()
	p.expect(expression, fmt.Sprintf("=== %q", want))
}

// has is like is, for a part of the text.
func (p *tab) has(expression, want string) {
	p.Helper()
	p.expect(expression, fmt.Sprintf(".includes(%q)", want))
}

// starts is like is, for the start of the text.
func (p *tab) starts(expression, want string) {
	p.Helper()
	p.expect(expression, fmt.Sprintf(".startsWith(%q)", want))
}

// like is like is, for a text that a regular expression matches.
func (p *tab) like(expression, pattern string) {
	p.Helper()
	p.expect(expression, fmt.Sprintf(".match(new RegExp(%q, 's'))", pattern))
}

func (p *tab) expect(expression, condition string) {
	p.Helper()
	if p.poll("String("+expression+")"+condition) != nil {
		p.Errorf("%s is %q, want %s", expression, p.text(expression), condition)
	}
}

// fits expects that the page is no wider than its window.
func (p *tab) fits() {
	p.Helper()
	p.is("document.documentElement.scrollWidth <= innerWidth || document.documentElement.scrollWidth", "true")
}

// link is the fragment of the address, once it has what was done last: the page writes it some times a second.
func (p *tab) link() string {
	p.Helper()
	p.settle()
	p.run("let last; window.linked = null; const look = () => { if (last === location.hash) window.linked = last; else { last = location.hash; setTimeout(look, 400) } }; look()")
	p.wait("window.linked !== null")
	return p.text("window.linked")
}

// run carries out JavaScript statements.
func (p *tab) run(statements string) {
	p.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("(() => {"+statements+"; return true})()")); err != nil {
		p.Fatalf("%s: %v", statements, err)
	}
}

func (p *tab) click(selector string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// set types into an input as an edit that replaces its text.
func (p *tab) set(path, text string) {
	p.Helper()
	p.run(fmt.Sprintf("const i = document.querySelector('input[data-path=%q]'); i.focus(); i.value = %q; i.dispatchEvent(new InputEvent('input', {bubbles: true}))", path, text))
}

// digest is the digest of the result on show.
func (p *tab) digest() string {
	p.Helper()
	return p.text("document.getElementById('digest').dataset.digest")
}

// drawn waits until the page shows what has been done to it: it is drawn anew once a frame.
func (p *tab) drawn() {
	p.Helper()
	p.run("window.drawn = false; requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = true)))")
	p.wait("window.drawn")
}

// rerun presses Run where the page leaves it to the reader: it runs by itself only while runs are short on this machine.
func (p *tab) rerun() {
	p.Helper()
	p.drawn()
	p.run("if (document.querySelector('.main-stale:not(.main-running)')) document.getElementById('run').click()")
}

// fonts waits until texts that are drawn on a canvas have their fonts, and are drawn with them.
func (p *tab) fonts() {
	p.Helper()
	p.wait("document.fonts.status === 'loaded'")
	p.drawn()
}

// settle waits until no run is under way and the result belongs to the settings.
func (p *tab) settle() {
	p.Helper()
	p.rerun()
	p.wait("!document.querySelector('.main-stale') && !document.documentElement.dataset.run && !document.documentElement.dataset.link")
}
