package browsertest

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

var lighthouse = flag.String("lighthouse", "", "measure the page with this Lighthouse program (npm install --prefix DIR lighthouse puts one at DIR/node_modules/.bin/lighthouse)")

// TestLighthouse measures the page as it is deployed, compressed to the smallest. It is no part of CI: the figures hang on how
// busy the machine is. -v prints them.
func TestLighthouse(t *testing.T) {
	if *lighthouse == "" {
		t.Skip("no -lighthouse given")
	}
	for _, c := range []struct {
		name        string
		args        []string
		performance float64
	}{
		{"desktop", []string{"--preset=desktop"}, 0.95},
		{"mobile", nil, 0.80},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "report.json")
			cmd := exec.Command(*lighthouse, append([]string{address + "/", "--quiet", "--output=json", "--output-path=" + out,
				"--only-categories=performance,accessibility,best-practices", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"}, c.args...)...)
			cmd.Env = append(os.Environ(), "CHROME_PATH="+site.Chromium())
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			data, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			var report struct {
				Categories map[string]struct{ Score float64 }
				Audits     map[string]struct {
					Title        string
					Score        *float64
					DisplayValue string
				}
			}
			if err := json.Unmarshal(data, &report); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"first-contentful-paint", "largest-contentful-paint", "speed-index", "total-blocking-time", "cumulative-layout-shift", "interactive"} {
				t.Logf("%s: %s", report.Audits[id].Title, report.Audits[id].DisplayValue)
			}
			for id, least := range map[string]float64{"performance": c.performance, "accessibility": 1, "best-practices": 1} {
				score := report.Categories[id].Score
				t.Logf("%s: %.0f", id, 100*score)
				if score < least {
					t.Errorf("%s is %.0f, wanted %.0f", id, 100*score, 100*least)
				}
			}
			for id, a := range report.Audits {
				if a.Score != nil && *a.Score < 0.9 {
					t.Logf("to look at: %s: %s %s", id, a.Title, a.DisplayValue)
				}
			}
		})
	}
}
