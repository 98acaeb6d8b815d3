package parts

import (
	"regexp"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/explain"
)

// slices are the coloured parts of a drawing: "class from+width".
func slices(svg string) string {
	var list []string
	for _, m := range regexp.MustCompile(`<rect class="([\w-]+)" x="([\d.]+)%" width="([\d.]+)%"`).FindAllStringSubmatch(svg, -1) {
		list = append(list, m[1]+" "+m[2]+"+"+m[3])
	}
	return strings.Join(list, ", ")
}

func TestABarIsAsLongAsItsParts(t *testing.T) {
	bar := string(Bar("x", []explain.PartTime{{Part: "queue", Ms: 10}, {Part: "prefill"}, {Part: "others_prefill", Ms: 30}}, 80))
	if got, want := slices(bar), "part-queue 0.000+12.500, part-others_prefill 12.500+37.500"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if !strings.Contains(bar, `part-others_prefill" x="12.500%" width="37.500%" height="14" fill="url(#hatch-x)"`) || strings.Count(bar, "url(#") != 1 {
		t.Errorf("others' prefill alone is hatched: %s", bar)
	}
}

func TestAGaugeIsFullAtItsLimit(t *testing.T) {
	if got, want := slices(string(Gauge(200, Slice{"a", 50}, Slice{"b", 150}))), "a 0.000+25.000, b 25.000+75.000"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := slices(string(Gauge(0, Slice{"a", 0}))), "a 0.000+0.000"; got != want {
		t.Errorf("without a limit: %s, want %s", got, want)
	}
}
