package profile

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Encode writes the file: JSON indented by a space, arrays of numbers on one line, a final newline. The same profile
// gives the same bytes.
func (p *Profile) Encode() ([]byte, error) {
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(p); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	return joinNumbers(out.Bytes()), nil
}

// joinNumbers removes the line breaks around the numbers of an array, which would have a line each. Strings hold no
// raw line breaks, so none is touched.
func joinNumbers(indented []byte) []byte {
	joined := make([]byte, 0, len(indented))
	for i := 0; i < len(indented); i++ {
		if indented[i] != '\n' {
			joined = append(joined, indented[i])
			continue
		}
		next := i + 1
		for next < len(indented) && indented[next] == ' ' {
			next++
		}
		switch last := joined[len(joined)-1]; {
		case next < len(indented) && isDigit(indented[next]) && last == ',':
			joined = append(joined, ' ')
		case next < len(indented) && (isDigit(indented[next]) || indented[next] == ']' && isDigit(last)):
		default:
			joined = append(joined, indented[i:next]...)
		}
		i = next - 1
	}
	return joined
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
