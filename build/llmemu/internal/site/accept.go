package site

import (
	"strconv"
	"strings"
)

// accepts says whether a browser takes a content encoding, by its Accept-Encoding header: names, each with the weight q that it
// has; 0 refuses it, and * stands for those that are not named.
func accepts(header, encoding string) bool {
	others := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		wanted := weight(parameters) > 0
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, encoding):
			return wanted
		case name == "*":
			others = wanted
		}
	}
	return others
}

// weight is q among the parameters of a name: 1 where it is not given, 0 where nobody can read it.
func weight(parameters string) float64 {
	for parameter := range strings.SplitSeq(parameters, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
		if !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil || q > 1 {
			return 0
		}
		return q
	}
	return 1
}
