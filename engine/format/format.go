// Package format writes numbers the one way the page writes them: three significant digits, milliseconds below a second
// and seconds from there, thousands commas, a true minus, a thin space before the percent sign. static/js/format.js
// says the same in JavaScript for axes, tooltips and table cells; testdata/cases.json keeps the two alike.
package format

import (
	"math"
	"strconv"
	"strings"

	"github.com/llmemu/playground/engine/words"
)

const (
	minus     = "\u2212"
	thinSpace = "\u2009"
	noValue   = "\u2013"
)

// Number writes v with three significant digits; whole digits are never dropped.
func Number(v float64) string { return words.Number(v) }

// Plain writes v in full, without trailing zeros: a setting or a limit, not a measurement.
func Plain(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return noValue
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	whole, fraction, point := strings.Cut(text, ".")
	if point {
		fraction = "." + fraction
	}
	if v < 0 {
		return minus + words.Groups(whole) + fraction
	}
	return words.Groups(whole) + fraction
}

// Count writes a whole number.
func Count(v float64) string {
	if math.IsNaN(v) {
		return noValue
	}
	return Plain(math.Round(v))
}

// Latency writes a duration given in milliseconds, number and unit apart so that a tile can set them differently.
func Latency(ms float64) (number, unit string) {
	if math.Abs(ms) < 999.5 {
		return Number(ms), "ms"
	}
	return Number(ms / 1000), "s"
}

// Duration is Latency in one piece.
func Duration(ms float64) string {
	number, unit := Latency(ms)
	return number + "\u00a0" + unit
}

// Limit writes a latency that someone has set, in full: "2 s", "35 ms".
func Limit(ms float64) string {
	if ms < 1000 {
		return Plain(ms) + "\u00a0ms"
	}
	return Plain(ms/1000) + "\u00a0s"
}

// Percent writes a share of 100 with a thin space: "51 %".
func Percent(v float64) string { return Number(v) + thinSpace + "%" }

// Change writes a signed percentage with at most two significant digits after the sign: "−3.6 %", "+12 %".
func Change(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return noValue
	}
	places := 1
	if math.Abs(v) >= 9.95 {
		places = 0
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', places, 64)
	switch {
	case strings.Trim(text, "0.") == "":
		return "0" + thinSpace + "%"
	case v < 0:
		return minus + groupsOf(text) + thinSpace + "%"
	}
	return "+" + groupsOf(text) + thinSpace + "%"
}

func groupsOf(text string) string {
	whole, fraction, point := strings.Cut(text, ".")
	if point {
		return words.Groups(whole) + "." + fraction
	}
	return words.Groups(whole)
}

// Of writes a count with its noun, in the plural but for one: "1 field", "2 fields".
func Of(n int, noun string) string { return words.Of(n, noun) }
