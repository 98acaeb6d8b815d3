// Package words writes numbers the one way the project does: three significant digits, milliseconds below a second and
// seconds from there, thousands commas, a true minus, a thin space before the percent sign.
package words

import (
	"math"
	"strconv"
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

// Count writes a whole number.
func Count[N int | int32 | int64](n N) string {
	if n < 0 {
		return minus + Groups(strconv.FormatInt(-int64(n), 10))
	}
	return Groups(strconv.FormatInt(int64(n), 10))
}

// Of writes a count with its noun, in the plural but for one: "1 field", "2 fields".
func Of[N int | int32 | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Count(n) + " " + noun + "s"
}

// Duration writes nanoseconds: "33.2 ms", "4.27 s".
func Duration(ns float64) string {
	if ms := ns / 1e6; math.Abs(ms) < 999.5 {
		return Number(ms) + "\u00a0ms"
	}
	return Number(ns/1e9) + "\u00a0s"
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
