package sweep

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
)

// MaxPrice is the highest price of a GPU for an hour.
const MaxPrice = 1e6

// Prices are what a GPU costs for an hour, in the reader's currency: one for all, or one for each kind. They change what a sweep's points
// cost and nothing else, so that no run has to be done again for them.
type Prices struct {
	all  float64
	each []priced
}

type priced struct {
	gpu   string
	price float64
}

// ParsePrices reads what String writes: "2" for every GPU, "h100:3,l40s:0.8" for these kinds, "2,h100:3" for this one and all others; ""
// for none.
func ParsePrices(text string) (Prices, error) {
	var p Prices
	if text == "" {
		return p, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		gpu, number, named := strings.Cut(part, ":")
		if !named {
			number = gpu
		}
		price, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(price >= 0 && price <= MaxPrice) {
			return p, &scenario.Error{Message: message.Sprintf("%q is no price of a GPU hour; allowed: 0 to %s, for all or by GPU as in H100:3,L40S:0.8",
				message.Name(part), format.Plain(MaxPrice))}
		}
		if named {
			p.Set(gpu, price)
		} else {
			p.all = price
		}
	}
	return p, nil
}

// kind is how a GPU is named here and in links: "RTX PRO 6000" is rtxpro6000.
func kind(gpu string) string { return strings.ToLower(strings.ReplaceAll(gpu, " ", "")) }

// Set gives a kind of GPU its price. NaN takes it away.
func (p *Prices) Set(gpu string, price float64) {
	gpu = kind(gpu)
	p.each = slices.DeleteFunc(p.each, func(e priced) bool { return e.gpu == gpu })
	if !math.IsNaN(price) {
		p.each = append(p.each, priced{gpu, price})
	}
}

// Of is the price of a kind of GPU; 0 where none was given.
func (p *Prices) Of(gpu string) float64 {
	for _, e := range p.each {
		if e.gpu == kind(gpu) {
			return e.price
		}
	}
	return p.all
}

func (p Prices) String() string {
	var parts []string
	if p.all > 0 {
		parts = append(parts, number(p.all))
	}
	for _, e := range p.each {
		parts = append(parts, e.gpu+":"+number(e.price))
	}
	return strings.Join(parts, ",")
}

// cost is the price of a million output tokens, where a GPU costs price an hour and makes perGPU tokens a second; 0 without a price.
func cost(price, perGPU float64) float64 {
	if price == 0 || perGPU == 0 {
		return 0
	}
	return price / (perGPU * 3600) * 1e6
}

// Need is how many engines serve a request rate within the SLO, each an equal share of it, and what they take.
type Need struct {
	Rate    float64 // req/s
	Engines int64
	GPUs    int64
	Cost    float64 // of all GPUs for an hour; 0 without a price
	Enough  bool    // the sweep did not look far enough for the capacity: fewer may do
}

// Need is what a rate above 0 takes on the line's profile; nil where the line knows of no rate that meets the SLO.
func (l *Line) Need(rate float64) *Need {
	k := &l.Capacity
	if k.Status != Found && k.Status != Everywhere || k.Rate == 0 {
		return nil
	}
	// A share may be the capacity itself: what a division leaves over in the sixteenth digit needs no engine.
	n := int64(math.Ceil(rate/k.Rate - 1e-9))
	return &Need{Rate: rate, Engines: n, GPUs: n * l.Profile.GPUs, Cost: float64(n*l.Profile.GPUs) * l.Price, Enough: k.Status == Everywhere}
}
