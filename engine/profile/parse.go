package profile

import (
	"github.com/llmemu/playground/internal/message"
	"github.com/llmemu/playground/internal/plainjson"
)

// Limits of a profile file. They bound what Parse allocates, whatever the file claims.
const (
	MaxFileBytes = 1 << 20
	MaxKnots     = 256 // of one axis
	maxTokens    = 1 << 24
)

// Parse reads and validates a profile. Errors name the field and what is allowed.
func Parse(data []byte) (*Profile, error) {
	if len(data) > MaxFileBytes {
		return nil, message.Errorf("profile: %d bytes, allowed are up to %d", len(data), MaxFileBytes)
	}
	p := new(Profile)
	if err := plainjson.Unmarshal(data, p); err != nil {
		return nil, message.Errorf("profile: %v", err)
	}
	if err := p.validate(); err != nil {
		return nil, message.Errorf("profile: %v", err)
	}
	return p, nil
}
