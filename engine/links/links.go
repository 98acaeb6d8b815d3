// Package links packs scenarios into links. It stands apart from package scenario since the engine needs no links, and
// compression is large.
package links

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/llmemu/playground/engine/scenario"
	"github.com/llmemu/playground/internal/format"
)

// A link carries a scenario as "1." and the base64url of its zlib-compressed canonical JSON. The leading number is the
// version of this encoding, not of the scenario inside. zlib's checksum tells a damaged link from a different one.
const version = "1"

// MaxBytes bounds a link's text, MaxUnpacked the JSON that it carries, as the link had it and as it would be written again. An
// ordinary scenario takes a few hundred bytes; browsers and chat tools cut longer ones anyway.
const (
	MaxBytes    = 64 << 10
	MaxUnpacked = 1 << 20
)

// carries is what a message says of them.
var carries = fmt.Sprintf("a link carries at most %s bytes, and %s of JSON: some 20,000 requests", format.Count(MaxBytes), format.Count(MaxUnpacked))

// ErrTooLong says that a scenario does not fit into a link. Its JSON file can be shared instead.
var ErrTooLong = errors.New("the scenario is too long: " + carries + "; share its JSON instead")

// Keys of a link's fragment, "#s=…&d=…&a=…": the scenario, the digest of the profile that the link was made with, and the scenario that
// is pinned beside it. All others are the page's view.
const (
	ScenarioKey = "s"
	ProfileKey  = "d"
	PinnedKey   = "a"
)

// Cut finds the scenario in a link as it is pasted, and the digest, "" where it names none; false where the text is no link.
func Cut(text string) (scenario, digest string, ok bool) {
	_, fragment, ok := strings.Cut(text, "#"+ScenarioKey+"=")
	scenario, rest, _ := strings.Cut(fragment, "&")
	for part := range strings.SplitSeq(rest, "&") {
		if value, found := strings.CutPrefix(part, ProfileKey+"="); found {
			digest = value
		}
	}
	return scenario, digest, ok
}

// Encode writes the text that follows #s= in a link.
func Encode(s *scenario.Scenario) (string, error) {
	data := s.JSON()
	if len(data) > MaxUnpacked {
		return "", ErrTooLong
	}
	text := encodeText(data)
	if len(text) > MaxBytes {
		return "", ErrTooLong
	}
	return text, nil
}

// writers are for use again: a new one takes over a megabyte, and the page writes a link at every edit.
var writers = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, zlib.BestCompression) // the level is valid
	return w
}}

func encodeText(data []byte) string {
	var packed bytes.Buffer // takes every write
	w := writers.Get().(*zlib.Writer)
	defer writers.Put(w)
	w.Reset(&packed)
	w.Write(data)
	w.Close()
	return version + "." + base64.RawURLEncoding.EncodeToString(packed.Bytes())
}

// Decode reads what Encode wrote. Errors say whether the link was cut, damaged, from a newer version, or holds a value
// that is not allowed.
func Decode(text string) (*scenario.Scenario, error) {
	if len(text) > MaxBytes {
		return nil, &scenario.Error{Message: fmt.Sprintf("the link has %s bytes; %s", format.Count(len(text)), carries)}
	}
	written, body, ok := strings.Cut(text, ".")
	if !ok {
		return nil, &scenario.Error{Message: "the link holds no scenario: it should start with \"" + version + ".\""}
	}
	if written != version {
		return nil, &scenario.Error{Message: fmt.Sprintf("the link has version %.10q; this page reads version %s", written, version)}
	}
	packed, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil, &scenario.Error{Message: damage(err)}
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, &scenario.Error{Message: damage(err)}
	}
	// One byte more than allowed is enough to know that it is too long, whatever the link would unpack to.
	data, err := io.ReadAll(io.LimitReader(r, MaxUnpacked+1))
	if err != nil {
		return nil, &scenario.Error{Message: damage(err)}
	}
	if len(data) > MaxUnpacked {
		return nil, errHoldsTooMuch
	}
	s, err := scenario.Parse(data)
	if err == nil && len(s.JSON()) > MaxUnpacked {
		return nil, errHoldsTooMuch
	}
	return s, err
}

var errHoldsTooMuch = &scenario.Error{Message: "the link holds too much: " + carries}

func damage(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "the link is cut short: copy all of it"
	}
	return "the link is damaged: copy it again"
}
