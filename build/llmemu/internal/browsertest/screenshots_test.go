package browsertest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// unseen is how many pixels of a picture may differ from the kept one, by the measure of testdata/compare.mjs. Pictures
// taken again differ in none, three times over; a digit that is another one differs in about fifty.
const unseen = 4

// varying is what no two pictures have in common: how long a sweep took on this machine.
const varying = "#sweep [role=status]"

// maker is what a picture hangs on beside the page: another Chromium, or other fonts for what the page's own lack, draw the
// same page otherwise.
type maker struct {
	Chromium string `json:"chromium"` // its major version
	Fonts    string `json:"fonts"`    // widths of a text in the generic families
}

func screenshots(name string) string { return filepath.Join(root, "docs", "screenshots", name) }

// maker says what draws here.
func (p *tab) maker() maker {
	p.Helper()
	version := regexp.MustCompile(`Chrome/(\d+)`).FindStringSubmatch(p.text("navigator.userAgent"))
	if version == nil {
		p.Fatal("Chromium does not say which it is")
	}
	fonts := p.text(`["sans-serif", "serif", "monospace", "system-ui"].map((family) => {
		const ctx = document.createElement("canvas").getContext("2d");
		ctx.font = "100px " + family;
		return family + " " + ctx.measureText("Ωhe ≈ 0123456789 −→ ✓").width.toFixed(1);
	}).join("; ")`)
	return maker{version[1], fonts}
}

// screenshot takes a picture of the window for the documentation, and holds it to the one that is kept there. With -update
// it is kept in that one's place.
func (p *tab) screenshot(name string) {
	p.Helper()
	picture := p.picture()
	made := p.maker()
	if *update {
		keep(p.T, name+".png", picture)
		text, err := json.MarshalIndent(made, "", "  ")
		if err != nil {
			p.Fatal(err)
		}
		keep(p.T, "made-with.json", append(text, '\n'))
		return
	}
	masks := p.text(fmt.Sprintf("JSON.stringify([...document.querySelectorAll(%q)].filter((e) => e.checkVisibility()).map((e) => { const b = e.getBoundingClientRect(); return { x: b.x * devicePixelRatio, y: b.y * devicePixelRatio, width: b.width * devicePixelRatio, height: b.height * devicePixelRatio } }))", varying))
	p.Run(name, func(t *testing.T) {
		var kept maker
		data, err := os.ReadFile(screenshots("made-with.json"))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &kept); err != nil {
			t.Fatal(err)
		}
		if kept != made {
			t.Skipf("the pictures were made with %+v; here is %+v", kept, made)
		}
		alike(t, name, picture, masks)
	})
}

// illustration takes a picture for the documentation of what never looks the same twice.
func (p *tab) illustration(name string) {
	p.Helper()
	if picture := p.picture(); *update {
		keep(p.T, name+".png", picture)
	}
}

// picture is the window as it is once nothing moves.
func (p *tab) picture() []byte {
	p.Helper()
	p.run("document.activeElement?.blur()")
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.Fatal(err)
	}
	return picture
}

func keep(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(screenshots(name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// alike fails where a picture differs from the kept one to the eye. The test's folder of artifacts then has both.
func alike(t *testing.T, name string, picture []byte, masks string) {
	t.Helper()
	folder := t.ArtifactDir()
	drawn, difference := filepath.Join(folder, name+".png"), filepath.Join(folder, name+"-difference.png")
	if err := os.WriteFile(drawn, picture, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", filepath.Join("testdata", "compare.mjs"), screenshots(name+".png"), drawn, difference, masks).Output()
	if err != nil {
		t.Fatalf("compare.mjs: %v", err)
	}
	var found struct {
		Pixels  int
		Problem string
	}
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	switch {
	case found.Problem != "":
		t.Error(found.Problem)
	case found.Pixels > unseen:
		t.Errorf("%d pixels differ from docs/screenshots/%s.png; with -artifacts %s keeps this one and the difference", found.Pixels, name, folder)
	default:
		t.Logf("%d pixels differ", found.Pixels)
	}
}
