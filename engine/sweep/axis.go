package sweep

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/detmath"
	"github.com/llmemu/playground/internal/message"
)

// MaxPoints is the largest number of values along one axis.
const MaxPoints = 200

// RateField is the field that a sweep goes over unless another is named; for it alone there is a capacity and a knee.
const RateField = "workload.request_rate"

// Axis is a field of the scenario and the values that a sweep gives it: numbers from one to another or, for a field that is a
// choice, some of what can be chosen, which then stand at 0, 1, 2, …
type Axis struct {
	Field  string  // path, as in "workload.request_rate"
	From   float64 // the first value
	To     float64 // the last
	Points int     // 1 to MaxPoints
	Log    bool    // values are spaced by equal factors, else by equal steps

	Choices []string // of a field that is a choice, and then the rest is 0; as Field.SetText reads them
}

// Numeric says whether a sweep can go over a field.
func Numeric(f *scenario.Field) bool {
	return f.Kind == scenario.Int || f.Kind == scenario.Float || f.Kind == scenario.RateKind
}

// Choices are what a field that is a choice can be, nil for any other.
func Choices(f *scenario.Field) []string {
	switch f.Kind {
	case scenario.Bool:
		return []string{"false", "true"}
	case scenario.Enum:
		return f.Options
	}
	return nil
}

// ParseAxis reads what Axis.String writes: "field:from:to:points", with ":log" behind it for equal factors, or "field:a,b" for
// choices.
func ParseAxis(text string) (Axis, error) {
	parts := strings.Split(text, ":")
	if f := scenario.FieldAt(parts[0]); len(text) <= 200 && len(parts) == 2 && f != nil && Choices(f) != nil {
		a := Axis{Field: parts[0], Choices: strings.Split(parts[1], ",")}
		return a, a.validate()
	}
	if len(parts) == 5 && parts[4] == "log" {
		parts = parts[:4]
	}
	if len(text) > 200 || len(parts) != 4 {
		return Axis{}, &scenario.Error{Message: message.Sprintf("%.60q is no axis; allowed: field:from:to:points, field:from:to:points:log, or field:choice,choice", text)}
	}
	a := Axis{Field: parts[0], Log: strings.HasSuffix(text, ":log")}
	var errs [3]error
	a.From, errs[0] = strconv.ParseFloat(parts[1], 64)
	a.To, errs[1] = strconv.ParseFloat(parts[2], 64)
	a.Points, errs[2] = strconv.Atoi(parts[3])
	for i, err := range errs {
		if err != nil {
			return Axis{}, &scenario.Error{Path: a.Field, Message: message.Sprintf("%q is not a number", parts[i+1])}
		}
	}
	return a, a.validate()
}

// String writes the axis for links and flags.
func (a Axis) String() string {
	if len(a.Choices) > 0 {
		return a.Field + ":" + strings.Join(a.Choices, ",")
	}
	text := a.Field + ":" + number(a.From) + ":" + number(a.To) + ":" + strconv.Itoa(a.Points)
	if a.Log {
		text += ":log"
	}
	return text
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// validate checks everything but what other fields have to say to the values.
func (a Axis) validate() error {
	f := scenario.FieldAt(a.Field)
	switch {
	case f == nil || !Numeric(f) && Choices(f) == nil:
		return &scenario.Error{Message: message.Sprintf("%.60q cannot be swept; allowed: a numeric field by its path, as in %s, or a choice as the second field", a.Field, RateField)}
	case (len(a.Choices) > 0) != (Choices(f) != nil):
		return &scenario.Error{Path: a.Field, Message: "is swept over " + f.Allowed()}
	case len(a.Choices) > 0:
		return a.validateChoices(f)
	case a.Points < 1 || a.Points > MaxPoints:
		return &scenario.Error{Path: a.Field, Message: message.Sprintf("%d points; allowed: 1 to %d", a.Points, MaxPoints)}
	case !(a.From <= a.To):
		return &scenario.Error{Path: a.Field, Message: message.Sprintf("from %s to %s; allowed: from at most to", number(a.From), number(a.To))}
	case a.Log && a.From <= 0:
		return &scenario.Error{Path: a.Field, Message: message.Sprintf("logarithmic from %s; allowed: above 0", number(a.From))}
	}
	s := scenario.DefaultOf(scenario.Version, "p")
	for _, v := range a.Values() {
		if err := f.SetText(s, number(v)); err != nil {
			return err
		}
	}
	return nil
}

func (a Axis) validateChoices(f *scenario.Field) error {
	s := scenario.DefaultOf(scenario.Version, "p")
	for i, choice := range a.Choices {
		if slices.Contains(a.Choices[:i], choice) {
			return &scenario.Error{Path: a.Field, Message: message.Sprintf("%q stands twice", choice)}
		}
		if choice == "" {
			return &scenario.Error{Path: a.Field, Message: "a choice is empty; allowed: " + f.Allowed()}
		}
		if err := f.SetText(s, choice); err != nil {
			return err
		}
	}
	return nil
}

// Text is a value of the axis as Field.SetText reads it.
func (a Axis) Text(v float64) string {
	if len(a.Choices) > 0 {
		return a.Choices[int(v)]
	}
	return number(v)
}

// Values are the axis's values, rising, without repetitions. Those between the ends are as round as they can be within a tenth of the
// way to their neighbours; those of a whole-numbered field are whole.
func (a Axis) Values() []float64 {
	if n := len(a.Choices); n > 0 {
		values := make([]float64, n)
		for i := range values {
			values[i] = float64(i)
		}
		return values
	}
	f := scenario.FieldAt(a.Field)
	values := make([]float64, 0, a.Points)
	for i := range a.Points {
		share := func(place float64) float64 { return a.at(place / float64(max(a.Points-1, 1))) }
		v := share(float64(i))
		whole := f != nil && f.Kind == scenario.Int
		if i > 0 && i < a.Points-1 {
			v = roundest(v, share(float64(i)-0.1), share(float64(i)+0.1), whole, a.Log)
		}
		if whole {
			v = math.Round(v)
		}
		if len(values) == 0 || v > values[len(values)-1] {
			values = append(values, v)
		}
	}
	return values
}

// at is the value at share p of the way from the first to the last.
func (a Axis) at(p float64) float64 {
	switch {
	case p == 0:
		return a.From
	case p == 1:
		return a.To
	case a.Log:
		return a.From * detmath.Exp(p*detmath.Log(a.To/a.From))
	}
	return a.From + float64((a.To-a.From)*p)
}

// roundest is the value between low and high that people write with the fewest digits, the nearest to v of several; a power of two
// before all of them where whole values go by factors, since fields that count slots and tokens have such.
func roundest(v, low, high float64, whole, factors bool) float64 {
	for power := 8.0; whole && factors && power <= high; power *= 2 {
		if power >= low {
			return power
		}
	}
	for digits := 1; digits < 6; digits++ {
		if r := roundTo(v, digits); low <= r && r <= high && (!whole || r == math.Trunc(r)) {
			return r
		}
	}
	return v
}

// roundTo rounds to some significant digits.
func roundTo(v float64, digits int) float64 {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return rounded
}

// DefaultAxis is where a sweep of a field looks unless told otherwise: from a quarter of the scenario's own value to
// twice that, in equal steps for request_rate and by equal factors for the others; and over all that can be chosen. Where the scenario leaves the field open,
// usual stands for its value: what the engine takes instead, 0 for unknown.
func DefaultAxis(s *scenario.Scenario, field string, usual float64) Axis {
	f := scenario.FieldAt(field)
	if choices := Choices(f); choices != nil {
		return Axis{Field: field, Choices: choices}
	}
	a := Axis{Field: field, From: max(f.Min, 1), To: min(f.Max, 1024), Points: 7, Log: true}
	own, err := strconv.ParseFloat(f.Text(s), 64)
	if err != nil || math.IsInf(own, 1) {
		own = usual
	}
	given := own > 0
	if given {
		near := func(v float64) float64 { return roundest(v, v*0.95, v*1.05, f.Kind == scenario.Int, true) }
		a.From, a.To = max(f.Min, near(own/4)), min(f.Max, near(own*2))
	}
	if f.Kind == scenario.Int {
		a.From, a.To = math.Ceil(a.From), math.Ceil(a.To)
	}
	if field == RateField {
		a.Points, a.Log = 20, false
		if !given {
			a.From, a.To = 1, 20
		}
	}
	return a
}
