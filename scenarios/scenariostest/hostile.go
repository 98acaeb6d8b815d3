package scenariostest

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/llmemu/playground/engine/links"
	"github.com/llmemu/playground/engine/scenario"
)

// letters are what a link may have in it, and what it may not.
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=%+/ <>&\"'\x00\u202e"

// Hostile is what may come as the text of a link that says that it holds a scenario: cut, with letters flipped, packed so that it
// unpacks to much, with a script or a change of writing direction in every text, nested deeply, or not JSON at all. Some of
// them are good all the same.
func Hostile(t testing.TB, r *rand.Rand, profile string) string {
	t.Helper()
	s := Valid(r, profile)
	link, err := links.Encode(s)
	if err != nil {
		t.Fatal(err)
	}
	text := Texts[r.IntN(len(Texts))]
	switch r.IntN(8) {
	case 0: // cut, by the number of letters that chat tools like
		return link[:r.IntN(len(link))]
	case 1: // letters that are not its own
		flipped := []rune(link)
		for range 1 + r.IntN(4) {
			flipped[r.IntN(len(flipped))] = []rune(letters)[r.IntN(len(letters)-2)]
		}
		return string(flipped)
	case 2: // nothing, many times
		return pack([]byte(strings.Repeat([]string{" ", "[", `{"a":`, "\x00"}[r.IntN(4)], 1<<(10+r.IntN(12)))))
	case 3: // a text where the scenario has its own, or a number
		fields := scenario.Fields()
		field := fields[r.IntN(len(fields))]
		member := `"` + field.Name + `": ` + quoted(t, text)
		if field.Group != "" {
			member = `"` + field.Group + `": {` + member + `}`
		}
		return pack([]byte(`{"version": 2, "profile": "` + profile + `", ` + member + `}`))
	case 4: // a member that there is not
		return pack([]byte(`{"version": 2, "profile": "` + profile + `", ` + quoted(t, text) + `: 1}`))
	case 5: // bytes flipped in the JSON, so that the checksum is right
		data := s.JSON()
		for range 1 + r.IntN(3) {
			data[r.IntN(len(data))] = byte(r.IntN(256))
		}
		return pack(data)
	case 6: // a profile that there is not
		s.Profile = text
		return pack(s.JSON())
	}
	return []string{"", text, "1." + text, "99." + text, text + "." + link[2:], link + text}[r.IntN(6)]
}

func quoted(t testing.TB, text string) string {
	t.Helper()
	value, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(value)
}

// pack is what package links does to JSON that it has checked.
func pack(data []byte) string {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	w.Write(data) // a buffer takes everything
	w.Close()
	return "1." + base64.RawURLEncoding.EncodeToString(packed.Bytes())
}
