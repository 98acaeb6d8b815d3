package plainjson

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

type inner struct{ N int64 }

func (i *inner) Members() Members { return Members{"n", &i.N} }

type hex struct{ data []byte }

func (h *hex) Pack() ([]byte, error)    { return h.data, nil }
func (h *hex) Unpack(data []byte) error { h.data = data; return nil }

type outer struct {
	Text    string
	Flag    bool
	Int     int
	Float   float64
	Texts   []string
	Ints    []int64
	Floats  []float64
	Bytes   []byte
	Raw     Raw
	Any     any
	Inner   inner
	Maybe   *inner
	Left    *inner
	Number  *float64
	Inners  []inner
	Tables  [][]int64
	Missing []string
	Hex     hex
}

func (o *outer) Members() Members {
	return Members{
		"text", &o.Text, "flag", &o.Flag, "int", &o.Int, "float", &o.Float, "texts", &o.Texts, "ints", &o.Ints,
		"floats", &o.Floats, "bytes", &o.Bytes, "raw", &o.Raw, "any", &o.Any, "inner", &o.Inner,
		"maybe", Nullable(&o.Maybe), "left", Optional(&o.Left), "number", Nullable(&o.Number), "inners", List(&o.Inners),
		"tables", List(&o.Tables), "missing", &o.Missing, "hex", &o.Hex,
	}
}

func example() *outer {
	half := 0.5
	return &outer{
		Text: "a \"quoted\"\n\tline \u2009 \U0001F600 \\", Flag: true, Int: -7, Float: 1e-9, Texts: []string{"x", ""}, Ints: []int64{1, -2},
		Floats: []float64{0, 1e21, 123456789.25, -3e-7}, Bytes: []byte{0, 255}, Raw: Raw(`{"k":[1,null]}`), Any: "inf", Inner: inner{1},
		Maybe: &inner{2}, Number: &half, Inners: []inner{{3}, {4}}, Tables: [][]int64{{1}, {}}, Hex: hex{[]byte("hex")},
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	for _, marshal := range []func(any) ([]byte, error){Marshal, MarshalIndent} {
		data, err := marshal(example())
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(data) {
			t.Errorf("not JSON: %s", data)
		}
		got := new(outer)
		if err := Unmarshal(data, got); err != nil || !reflect.DeepEqual(got, example()) {
			t.Errorf("%s\nbecomes %+v, error %v", data, got, err)
		}
	}
}

// TestNumbersAndTextsAreEncodingJSONs compares values that both know.
func TestNumbersAndTextsAreEncodingJSONs(t *testing.T) {
	o := example()
	for _, value := range []any{&o.Text, &o.Flag, &o.Int, &o.Float, &o.Texts, &o.Ints, &o.Floats, &o.Bytes, &o.Missing} {
		want, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Marshal(value); err != nil || string(got) != string(want) {
			t.Errorf("%s, want %s, error %v", got, want, err)
		}
	}
	for _, text := range []string{`"\u0041\ud83d\ude00\ud83d\/\b\f\r\t"`, "\"\xff\"", ` "plain" `, `"a\nb"`} {
		var got, want string
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if err := Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: %q, want %q, error %v", text, got, want, err)
		}
	}
}

func TestIndented(t *testing.T) {
	o := struct{ outer }{outer{Inner: inner{5}, Ints: []int64{1, 2}}}
	data, err := MarshalIndent(memberList{"inner", &o.Inner, "ints", &o.Ints, "inners", List(&[]inner{})})
	if want := "{\n \"inner\": {\n  \"n\": 5\n },\n \"ints\": [1, 2],\n \"inners\": []\n}\n"; err != nil || string(data) != want {
		t.Errorf("%s, want %s", data, want)
	}
}

type memberList Members

func (m memberList) Members() Members { return Members(m) }

// Editors write a byte order mark before a text; elsewhere in it there is none.
func TestAByteOrderMarkIsPassedOver(t *testing.T) {
	var o inner
	if err := Unmarshal([]byte("\xef\xbb\xbf{\"n\": 5}"), &o); err != nil || o.N != 5 {
		t.Errorf("%+v, %v", o, err)
	}
	if members, err := Split([]byte("\xef\xbb\xbf{\"n\": 5}")); err != nil || string(members["n"]) != "5" {
		t.Errorf("%q, %v", members, err)
	}
	for _, text := range []string{"{\xef\xbb\xbf\"n\": 5}", "\xef\xbb{\"n\": 5}"} {
		if err := Unmarshal([]byte(text), &o); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func TestRefusals(t *testing.T) {
	deep := strings.Repeat("[", 101)
	for text, problem := range map[string]string{
		`{`:                             "ends too early",
		`{"text": "a`:                   "ends too early",
		`{"text": 3}`:                   "text: \"3\" instead of text",
		`{"txt": 3}`:                    `unknown field "txt"`,
		`{"int": 1.5}`:                  "1.5 is not a whole number",
		`{"int": 99999999999999999999}`: "64 bits",
		`{"float": 1e999}`:              "too large",
		`{"float": 01}`:                 "instead of",
		`{"float": +1}`:                 "instead of a value",
		`{"float": NaN}`:                "instead of a value",
		`{"flag": truth}`:               "instead of",
		`{"bytes": "*"}`:                "base64",
		`{"text": "\x"}`:                "escape",
		`{"text": "\u12"}`:              "escape",
		`{"raw": ` + deep:               "nest",
		`{} {}`:                         "text follows",
		`[]`:                            "instead of an object",
	} {
		if err := Unmarshal([]byte(text), new(outer)); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%.40s: error %v, want one with %q", text, err, problem)
		}
	}
}

func FuzzUnmarshal(f *testing.F) {
	for _, text := range []string{`{"text":"a","ints":[1,2],"raw":{"a":[]}}`, `null`, `{"any":1e5}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := Unmarshal(data, new(outer)); err == nil && !json.Valid(data) && !strings.ContainsFunc(string(data), func(c rune) bool { return c < ' ' }) {
			t.Errorf("%q was taken", data)
		}
	})
}
