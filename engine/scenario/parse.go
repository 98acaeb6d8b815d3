package scenario

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/llmemu/playground/internal/format"
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
)

// MaxBytes bounds the JSON text of a scenario: room for an explicit stream of about 100,000 requests.
const MaxBytes = 8 << 20

// Parse reads a scenario from JSON. Absent fields take the defaults of the scenario's version. Unknown fields, values
// of the wrong type and values outside their range are an *Error that names the field and what is allowed. Conditions
// between fields are checked as well (see Validate).
func Parse(data []byte) (*Scenario, error) {
	if len(data) > MaxBytes {
		return nil, &Error{Message: message.Sprintf("the scenario has %s bytes; allowed: at most %s",
			format.Count(len(data)), format.Count(MaxBytes))}
	}
	top, err := object("", data)
	if err != nil {
		return nil, err
	}
	version, err := takeVersion(top)
	if err != nil {
		return nil, err
	}
	s := DefaultOf(version, "")
	in := map[string]members{"": top}
	for _, group := range groups {
		if raw, ok := top[group]; ok && !raw.IsNull() {
			if in[group], err = object(group, raw); err != nil {
				return nil, err
			}
		}
		delete(top, group)
	}
	if raw, ok := in["workload"]["requests"]; ok && !raw.IsNull() {
		if s.Workload.Requests, err = parseRequests(raw); err != nil {
			return nil, err
		}
		delete(in["workload"], "requests")
	}
	for i := range fields {
		f := &fields[i]
		raw, ok := in[f.Group][f.Name]
		if !ok {
			continue
		}
		delete(in[f.Group], f.Name)
		if err := f.setJSON(s, raw); err != nil {
			return nil, err
		}
	}
	for _, group := range append([]string{""}, groups...) {
		if names := slices.Collect(maps.Keys(in[group])); len(names) > 0 {
			return nil, unknown(group, slices.Min(names)) // the same one each time
		}
	}
	if err := s.Validate(); err != nil {
		return s, err
	}
	return s, s.checkSize()
}

// checkSize holds a long list of requests to the limit as it will be written: a text that may be shorter is not read if it
// could not be read again.
func (s *Scenario) checkSize() error {
	const longest = 200 // bytes of a request
	n := len(s.Workload.Requests)
	if n <= MaxBytes/longest {
		return nil
	}
	if size := len(s.JSON()); size > MaxBytes {
		return &Error{Path: "workload.requests", Message: message.Sprintf("%s requests take %s bytes; allowed: at most %s for the scenario",
			format.Count(n), format.Count(size), format.Count(MaxBytes))}
	}
	return nil
}

type members map[string]plainjson.Raw

func object(path string, data []byte) (members, error) {
	m, err := plainjson.Split(data)
	if err != nil {
		return nil, &Error{Path: path, Message: "not a JSON object: " + err.Error()}
	}
	return m, nil
}

// takeVersion reads the version and takes it out.
func takeVersion(top members) (int64, error) {
	raw, ok := top["version"]
	if !ok {
		return 0, &Error{Path: "version", Message: message.Sprintf("missing; allowed: 1 to %d", Version)}
	}
	delete(top, "version")
	for version := int64(1); version <= Version; version++ {
		if string(raw) == strconv.FormatInt(version, 10) {
			return version, nil
		}
	}
	return 0, &Error{Path: "version", Message: message.Sprintf("%.20s; allowed: 1 to %d", []byte(raw), Version)}
}

// unknown names the field and the known one that looks most like it.
func unknown(group, name string) error {
	e := &Error{Path: (&Field{Group: group, Name: message.Name(name)}).Path(), Message: "unknown field"}
	var names []string
	for _, f := range fields {
		if f.Group == group {
			names = append(names, f.Name)
		}
	}
	if group == "" {
		names = append(append(names, "version"), groups...)
	}
	if group == "workload" {
		names = append(names, "requests")
	}
	best := slices.MinFunc(names, func(a, b string) int { return distance(name, a) - distance(name, b) })
	if distance(name, best) <= 1+len(best)/3 {
		e.Message += "; did you mean " + best + "?"
	} else {
		e.Message += "; allowed: " + strings.Join(names, ", ")
	}
	return e
}

// distance is the Levenshtein distance, for names of ordinary length.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}

func (f *Field) setJSON(s *Scenario, raw plainjson.Raw) error {
	if err := f.checkKnown(s); err != nil {
		return err
	}
	if raw.IsNull() {
		if !f.Optional(s) {
			return f.errorf("null")
		}
		f.clear(s)
		return nil
	}
	var v any
	if err := plainjson.Unmarshal(raw, &v); err != nil {
		return f.errorf("%s", message.Name(string(raw)))
	}
	switch v := v.(type) {
	case bool:
		if f.Kind == Bool {
			*f.at(s).(*bool) = v
			return nil
		}
	case string:
		switch f.Kind {
		case Enum, Text:
			return f.setString(s, v)
		case RateKind:
			return f.SetText(s, v)
		}
	case float64:
		switch f.Kind {
		case Int, Float, RateKind:
			return f.setNumber(s, v, string(raw))
		}
	}
	return f.errorf("%s", message.Name(string(raw)))
}
