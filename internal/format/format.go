// Package format writes numbers the one way the project does, on the page and in the engine's sentences: three significant
// digits, milliseconds below a second and seconds from there, thousands commas, a true minus, a thin space before the
// percent sign. static/js/format.js says the same in JavaScript for axes, tooltips and table cells; testdata/cases.json
// keeps the two alike.
package format

import (
	"math"
	"strconv"
	"strings"
)

const (
	minus     = "\u2212"
	thinSpace = "\u2009"
	noValue   = "\u2013"
)

// Number writes v with three significant digits; whole digits are never dropped.
func Number(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return noValue
	}
	sign := ""
	if v < 0 {
		sign, v = minus, -v
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', 2, 64), 64)
	if rounded >= 1000 {
		return sign + Groups(strconv.FormatFloat(v, 'f', 0, 64))
	}
	return sign + strconv.FormatFloat(rounded, 'f', decimals(rounded), 64)
}

// decimals is how many digits after the point make three significant ones.
func decimals(v float64) int {
	n := 2
	for limit := 10.0; limit <= 100 && v >= limit; limit *= 10 {
		n--
	}
	for ; v > 0 && v < 1-1e-9; v *= 10 {
		n++
	}
	if v == 0 {
		return 0
	}
	return n
}

// Plain writes v in full, without trailing zeros: a setting or a limit, not a measurement.
func Plain(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return noValue
	}
	sign := ""
	if v < 0 {
		sign = minus
	}
	return sign + grouped(strconv.FormatFloat(math.Abs(v), 'f', -1, 64))
}

// Count writes a whole number.
func Count[N int | int32 | int64 | float64](n N) string { return Plain(math.Round(float64(n))) }

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

// leastPercent is the smallest share of 100 that is written in digits.
const leastPercent = 0.001

// Percent writes a share of 100 with a thin space: "51.2 %", "<0.001 %" for next to nothing.
func Percent(v float64) string {
	if 0 < v && v < leastPercent {
		return "<0.001" + thinSpace + "%"
	}
	return Number(v) + thinSpace + "%"
}

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
		return minus + grouped(text) + thinSpace + "%"
	}
	return "+" + grouped(text) + thinSpace + "%"
}

// grouped puts thousands commas into a number without a sign.
func grouped(text string) string {
	whole, fraction, point := strings.Cut(text, ".")
	if point {
		fraction = "." + fraction
	}
	return Groups(whole) + fraction
}

// Of writes a count with its noun, in the plural but for one: "1 field", "2 fields".
func Of[N int | int32 | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Share writes a part of a whole: "51 %", "<1 %" for a little, "0 %" for nothing.
func Share(part, whole float64) string {
	if whole == 0 || part == 0 {
		return "0" + thinSpace + "%"
	}
	percent := 100 * part / whole
	switch {
	case percent < 1:
		return "<1" + thinSpace + "%"
	case percent > 99 && part < whole:
		return ">99" + thinSpace + "%"
	}
	return strconv.FormatFloat(percent, 'f', 0, 64) + thinSpace + "%"
}

// Groups puts thousands commas into a row of digits.
func Groups(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
