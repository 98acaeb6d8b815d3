package profile

// Server is what surrounds the GPU: it belongs to the host and to the version of the engine, not to the kernels.
type Server struct {
	Frontend Frontend
	Host     Host
}

// Frontend is what a client sees beyond the engine for each request: tokenisation and HTTP.
type Frontend struct {
	SerialUS      float64 // µs during which the frontend serves no other request
	SerialUSPer1K float64 // µs more of them for each 1,000 prompt tokens
	ParallelUS    float64 // µs that requests spend side by side
	How           string  // how all were obtained
}

// Host is how long the CPU keeps the GPU waiting in a step: scheduling, input preparation, sampling's bookkeeping.
type Host struct {
	StepUS     float64 // µs of every step
	SequenceUS float64 // µs more for each request of the step
	How        string  // how both were obtained
}

// Server is what surrounds the GPU in this profile.
func (p *Profile) Server() Server {
	s := Server{Frontend: p.Frontend}
	if p.Host != nil {
		s.Host = *p.Host
	}
	return s
}

// WithServer is the profile in other surroundings.
func (p *Profile) WithServer(s Server) *Profile {
	other := *p
	other.Frontend, other.Host = s.Frontend, nil
	if s.Host != (Host{}) {
		other.Host = &s.Host
	}
	return &other
}
