package pack

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/llmemu/playground/engine/profile"
)

// MaxFileBytes bounds a file. Packs and step traces have tens of megabytes.
const MaxFileBytes = 256 << 20

// OwnPrefix begins the id of every imported profile, so that none takes the place of a bundled one.
const OwnPrefix = "own-"

// FromFile turns a file that someone brings into a profile. The kind of file is found by what is in it. Also returned is what
// was found, a line each for people; name is the file's, for the first line.
func FromFile(data []byte, name string) (*profile.Profile, []string, error) {
	if len(data) > MaxFileBytes {
		return nil, nil, fmt.Errorf("%d bytes, allowed are up to %d", len(data), MaxFileBytes)
	}
	p, report, err := read(data)
	if err != nil {
		return nil, nil, err
	}
	p.ID = ownID(p.ID)
	return p, append([]string{"read from " + name}, report...), nil
}

// read tries the kind of file that the content looks like.
func read(data []byte) (*profile.Profile, []string, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return nil, nil, errors.New("the file is empty")
	}
	if !ours(data) {
		p, report, err := Import(bytes.NewReader(data))
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
