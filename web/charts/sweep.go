package charts

import (
	"strconv"

	"github.com/go-echarts/go-echarts/v2/opts"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/engine/sweep"
	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/web/state"
)

// sweepStore holds the columns of the sweep on show.
const sweepStore = "sweep"

// FieldValue writes a value of a field for people: a rate with its unit, anything else under its name.
func FieldValue(path string, v float64) string {
	if path == sweep.RateField {
		return rounded(v) + "\u00a0req/s"
	}
	return scenario.FieldAt(path).Name + "\u00a0" + rounded(v)
}

// rounded writes a value that was set with at most three digits after the thousands.
func rounded(v float64) string {
	if v >= 1000 {
		return format.Plain(v)
	}
	three, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64) // what was just written
	return format.Plain(three)
}

// LineName is what a curve of a sweep is called: what sets it apart from the others.
func LineName(o *sweep.Outcome, i int) string {
	line, name := &o.Lines[i], ""
	if line.Profile.ID != o.Lines[0].Profile.ID || line.Profile.ID != o.Lines[len(o.Lines)-1].Profile.ID || o.Field2 == "" {
		name = line.Profile.Title
	}
	if o.Field2 == "" {
		return name
	}
	value := line.Choice
	if value == "" {
		value = rounded(line.Y)
	}
	switch {
	case name != "": // there is little room: the value stands for itself
		return name + ", " + value
	case line.Choice != "":
		return scenario.FieldAt(o.Field2).Name + "\u00a0" + value
	}
	return FieldValue(o.Field2, line.Y)
}

// sweepCharts are the charts of the sweep on show; none before there is one.
func sweepCharts(a *state.App) []Spec {
	if o := a.Sweep.Outcome; o != nil && len(o.Lines) > 0 {
		list := []Spec{sweepCurves(a, o), sweepGoodput(a, o), sweepSpeed(a, o)}
		if o.Field2 != "" {
			list = append(list, sweepHeat(a, o))
		}
		for i := range o.Lines {
			for spec := range list {
				list[spec].Curves = append(list[spec].Curves, LineName(o, i))
			}
		}
		return list
	}
	return []Spec{}
}

// sweepAxisX is the horizontal axis over the swept field.
func sweepAxisX(o *sweep.Outcome) XAxis {
	f := scenario.FieldAt(o.Field)
	name := f.Name
	if f.Unit != "" {
		name += " (" + f.Unit + ")"
	}
	x := xAxis(0, name, "@plain", true)
	x.Scale, x.Min = opts.Bool(true), "dataMin"
	x.AxisLabel.ShowMaxLabel = opts.Bool(true)
	if o.Log {
		x.Type, x.Max = "@decadeScale", nil
	}
	return x
}

// onLine picks the rows of one curve.
func onLine(column string, i int) *Where { return &Where{Column: column, Min: i, Max: i} }

// Curves are told apart by what any eye can tell: their dashes and the shapes of their points.
var (
	dashes = []string{"solid", "dashed", "dotted"}
	shapes = []string{"circle", "rect", "triangle", "diamond"}
)

// stroke is the line of a curve: the first in full ink, the others weaker.
func stroke(i, n int) *opts.LineStyle {
	strength := 1 - float32(i)/float32(max(n, 2))*0.6
	return &opts.LineStyle{Color: "var(--ink)", Width: 1.2 + 1.2*strength, Type: dashes[i%len(dashes)], Opacity: opts.Float(0.25 + 0.75*strength)}
}

// shape is that of a curve's points.
func shape(i int) string { return shapes[i%len(shapes)] }

// apart keeps the labels of curves from lying over each other.
var apart = &LabelLayout{Move: "shiftY"}

// sweepColumns are the first columns of a sweep's tables: what was swept.
func sweepColumns(o *sweep.Outcome) []Column {
	var list []Column
	if len(o.Lines) > 1 || o.Lines[0].Choice != "" {
		list = append(list, Column{"curve", "sweep.line", "curve"})
	}
	list = append(list, Column{scenario.FieldAt(o.Field).Name, "sweep.x", "plain"})
	if o.Field2 != "" && o.Lines[0].Choice == "" { // a choice is in the curve's name
		list = append(list, Column{scenario.FieldAt(o.Field2).Name, "sweep.y", "plain"})
	}
	return list
}
