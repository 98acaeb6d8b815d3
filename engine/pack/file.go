package pack

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine/profile"
	"github.com/llmemu/playground/internal/jsontext"
)

// MaxFileBytes bounds a file. Packs and step traces have tens of megabytes.
const MaxFileBytes = 256 << 20

// OwnPrefix begins the id of every imported profile, so that none takes the place of a bundled one.
const OwnPrefix = "own-"

// FromFile turns a file that someone brings into a profile. The kind of file is found by what is in it. Also returned is what
// was found, a line each for people; name is the file's, for the first line. taken is called with the share of data that is
// taken in, above 0 and at most 1, at most a hundred times and always higher; what is made of it then takes its own time.
func FromFile(data []byte, name string, taken func(share float64)) (*profile.Profile, []string, error) {
	if len(data) > MaxFileBytes {
		return nil, nil, fmt.Errorf("%d bytes, allowed are up to %d", len(data), MaxFileBytes)
	}
	p, report, err := read(data, taken)
	if err != nil {
		return nil, nil, err
	}
	p.ID = ownID(p.ID)
	return p, append([]string{"read from " + name}, report...), nil
}

// read tries the kind of file that the content looks like.
func read(data []byte, taken func(share float64)) (*profile.Profile, []string, error) {
	data = bytes.TrimSpace(jsontext.WithoutMark(data))
	if len(data) == 0 {
		return nil, nil, errors.New("the file is empty")
	}
	if !ours(data) {
		p, report, err := Import(&counted{of: bytes.NewReader(data), taken: taken})
		if err != nil {
			return nil, nil, err
		}
		return p, report.Lines, nil
	}
	p, err := profile.Parse(data)
	if err != nil {
		return nil, nil, err
	}
	report := []string{fmt.Sprintf("profile %s of kind %s, vLLM %s: taken as it is", p.ID, p.Kind, p.Engine.VLLMVersion)}
	return p, append(report, fmt.Sprintf("measured by %s, licence %s", p.Source.Name, p.Source.Licence)), nil
}

// counted tells how much of some data has been read.
type counted struct {
	of      *bytes.Reader
	taken   func(share float64)
	percent int64 // that was told last
}

// pieceBytes is how much is read at once: less than a buffer holds, or a compressed file would be read before it is unpacked.
const pieceBytes = 64 << 10

func (c *counted) Read(into []byte) (int, error) {
	n, err := c.of.Read(into[:min(len(into), pieceBytes)])
	if percent := 100 * (c.of.Size() - int64(c.of.Len())) / c.of.Size(); percent > c.percent {
		c.percent = percent
		c.taken(float64(percent) / 100)
	}
	return n, err
}

// ours says whether a file is a profile of this project: Encode writes the format first.
func ours(data []byte) bool { return bytes.Contains(data[:min(len(data), 256)], []byte(`"format"`)) }

const maxIDLength = 80

// ownID makes an id that is safe in a link and names no bundled profile.
func ownID(id string) string {
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(strings.TrimPrefix(id, OwnPrefix)))
	return OwnPrefix + clean[:min(len(clean), maxIDLength)]
}
