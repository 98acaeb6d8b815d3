package scenario

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/llmemu/playground/internal/plainjson"
)

// JSON is the canonical text of the scenario in its own version: version and profile first, then every field that differs from its
// default, in the table's order. Parse gives the same scenario back.
func (s *Scenario) JSON() []byte {
	var out bytes.Buffer
	out.WriteString(`{"version":` + strconv.FormatInt(s.Version, 10))
	defaults := DefaultOf(s.Version, s.Profile)
	s.writeGroup(&out, "", defaults)
	for _, group := range groups {
		s.writeGroup(&out, group, defaults)
	}
	out.WriteByte('}')
	return out.Bytes()
}

func (s *Scenario) writeGroup(out *bytes.Buffer, group string, defaults *Scenario) {
	first := true
	member := func(name string) {
		if first && group != "" {
			out.WriteString(`,"` + group + `":{`)
		} else {
			out.WriteByte(',')
		}
		first = false
		out.WriteString(`"` + name + `":`)
	}
	for i := range fields {
		f := &fields[i]
		if f.Group == group && f.Known(s) && (!f.Same(s, defaults) || f.Name == "profile") {
			member(f.Name)
			out.Write(f.json(s))
		}
	}
	if group == "workload" && len(s.Workload.Requests) > 0 {
		member("requests")
		requests := make([]requestJSON, len(s.Workload.Requests))
		for i, r := range s.Workload.Requests {
			requests[i] = requestJSON(r)
		}
		text, _ := plainjson.Marshal(plainjson.List(&requests)) // the numbers are finite: cannot fail
		out.Write(text)
	}
	if !first && group != "" {
		out.WriteByte('}')
	}
}

func (f *Field) json(s *Scenario) []byte {
	text := f.Text(s)
	switch {
	case f.Kind == Enum || f.Kind == Text || text == "inf":
		quoted, _ := plainjson.Marshal(&text) // a string cannot fail
		return quoted
	}
	return []byte(text)
}

// Diff lists the fields that matter in a or b and hold different values. Names are not compared, nor fields that
// neither workload reads.
func Diff(a, b *Scenario) []*Field {
	var different []*Field
	for i := range fields {
		f := &fields[i]
		if f.Name == "name" || f.Same(a, b) {
			continue
		}
		if f.Dataset == "" || f.Dataset == a.Workload.Dataset || f.Dataset == b.Workload.Dataset {
			different = append(different, f)
		}
	}
	return different
}

// RunDiff lists the fields of Diff that change what happens in a run: its objectives only judge it.
func RunDiff(a, b *Scenario) []*Field {
	return slices.DeleteFunc(Diff(a, b), func(f *Field) bool { return f.Group == "slo" })
}
