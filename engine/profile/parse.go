package profile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
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
		return nil, fmt.Errorf("profile: %d bytes, allowed are up to %d", len(data), MaxFileBytes)
	}
	p := new(Profile)
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(p); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("profile: more than one JSON value")
	}
	if err := p.validate(); err != nil {
		return nil, fmt.Errorf("profile: %w", err)
	}
	return p, nil
}
