package profile

import (
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
)

// Encode writes the file: JSON indented by a space, arrays of numbers on one line, a final newline. The same profile
// gives the same bytes.
func (p *Profile) Encode() ([]byte, error) {
	if err := p.validate(); err != nil {
		return nil, message.Errorf("profile: %v", err)
	}
	file, err := plainjson.MarshalIndent(p)
	if err != nil {
		return nil, message.Errorf("profile: %v", err)
	}
	return file, nil
}
