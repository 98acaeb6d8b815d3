package scenario

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A link carries a scenario as "1." and the base64url of its zlib-compressed canonical JSON. The leading number is the
// version of this encoding, not of the scenario inside. zlib's checksum tells a damaged link from a different one.
const linkVersion = "1"

// MaxLinkBytes bounds a link's text. An ordinary scenario takes a few hundred bytes; browsers and chat tools cut longer
// ones anyway.
const MaxLinkBytes = 64 << 10

// ErrTooLong says that a scenario does not fit into a link. Its JSON file can be shared instead.
var ErrTooLong = fmt.Errorf("the scenario is too long for a link (more than %s bytes); share its JSON instead", FormatNumber(MaxLinkBytes))

// Encode writes the text that follows #s= in a link.
func Encode(s *Scenario) (string, error) {
	text := encodeText(s.JSON())
	if len(text) > MaxLinkBytes {
		return "", ErrTooLong
	}
	return text, nil
}

func encodeText(data []byte) string {
	var packed bytes.Buffer
	w, _ := zlib.NewWriterLevel(&packed, zlib.BestCompression) // the level is valid and a Buffer takes every write
	w.Write(data)
	w.Close()
	return linkVersion + "." + base64.RawURLEncoding.EncodeToString(packed.Bytes())
}

// Decode reads what Encode wrote. Errors say whether the link was cut, damaged, from a newer version, or holds a value
// that is not allowed.
func Decode(text string) (*Scenario, error) {
	if len(text) > MaxLinkBytes {
		return nil, &Error{Message: fmt.Sprintf("the link has %s bytes; allowed: at most %s",
			FormatNumber(float64(len(text))), FormatNumber(MaxLinkBytes))}
	}
	version, body, ok := strings.Cut(text, ".")
	if !ok {
		return nil, &Error{Message: "the link holds no scenario: it should start with \"" + linkVersion + ".\""}
	}
	if version != linkVersion {
		return nil, &Error{Message: fmt.Sprintf("the link has version %.10q; this page reads version %s", version, linkVersion)}
	}
	packed, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return nil, &Error{Message: damage(err)}
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, &Error{Message: damage(err)}
	}
	// One byte more than allowed is enough to know that it is too long, whatever the link would unpack to.
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, &Error{Message: damage(err)}
	}
	return Parse(data)
}

func damage(err error) string {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return "the link is cut short: copy all of it"
	}
	return "the link is damaged: copy it again"
}
