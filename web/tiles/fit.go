package tiles

import "unicode/utf8"

// widest is how many characters of a number CSS has a size for.
const widest = 10

// Fit is the class of a figure: from how many characters a number may have to be set smaller than others, so that it
// fits into its tile with its unit.
func Fit(number, unit string) string {
	class := "tile-figure"
	if n := min(utf8.RuneCountInString(number), widest); n > 4 {
		class += " digits-" + string(rune('0'+n/10)) + string(rune('0'+n%10))
	}
	if utf8.RuneCountInString(unit) > 2 {
		class += " unit-wide"
	}
	return class
}
