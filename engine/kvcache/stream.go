package kvcache

// Stream is the token sequence of one request, prompt and output, or of a prefix that several requests share. Tokens
// carry no content: a stream equals its parent in its first shared tokens and differs from every other stream after
// them. That is all a prefix cache can see, and it makes labels exact without hashing.
type Stream struct {
	parent *Stream
	shared int  // tokens equal to the parent's
	lent   int  // tokens that some child shares
	ended  bool // its own request is over

	// first[i] is the block that got the label of block i of this stream first, among those that still carry it; 0
	// (the null block) where none does. Labels of blocks that lie wholly inside the shared part are the parent's.
	first    []int32
	labelled int // blocks that carry a label of this stream
}

// NewStream makes a stream that shares its first `shared` tokens with parent; parent may be nil. A stream's children are
// made before its first request is scheduled: from then on it counts as known who can share what.
func NewStream(parent *Stream, shared int) *Stream {
	if parent != nil {
		parent.lent = max(parent.lent, shared)
	}
	return &Stream{parent: parent, shared: shared}
}

// Shareable is how many of its first tokens another stream may have as well. The rest is its own: only its request can
// look it up, after a preemption. A nil stream shares nothing.
func (s *Stream) Shareable() int {
	if s == nil {
		return 0
	}
	return max(s.shared, s.lent)
}

// End says that the stream's own request is over: what no child shares will not be asked for again. A nil stream has none.
func (s *Stream) End() {
	if s != nil {
		s.ended = true
	}
}

// asked says whether a request can still look up the label of block i.
func (s *Stream) asked(i, blockSize int) bool { return !s.ended || (i+1)*blockSize <= s.lent }

// owner is the stream that block i's content belongs to: the oldest ancestor that shares all tokens up to its end.
func (s *Stream) owner(i, blockSize int) *Stream {
	end := (i + 1) * blockSize
	for s.parent != nil && end <= s.shared {
		s = s.parent
	}
	return s
}

func (s *Stream) at(i int) int32 {
	if i >= len(s.first) {
		return 0
	}
	return s.first[i]
}

func (s *Stream) set(i int, block int32) {
	for len(s.first) <= i {
		s.first = append(s.first, 0)
	}
	s.first[i] = block
}
