package metrics

import (
	"math/bits"

	"github.com/llmemu/playground/internal/message"
)

// Digest identifies the run: the XXH64 of every request's timestamps, tokens and preemptions, as 16 hex digits.
func (l *Log) Digest() string {
	const row = 7
	var words [64 * row]uint64 // whole stripes
	h := newXXH64()
	filled := 0
	for id := range l.Sent {
		w := (*[row]uint64)(words[filled:])
		w[0], w[1], w[2] = uint64(l.Sent[id]), uint64(l.Queued[id]), uint64(l.Admitted[id])
		w[3], w[4] = uint64(l.First[id]), uint64(l.Last[id])
		w[5], w[6] = uint64(l.Tokens[id]), uint64(l.Preemptions[id])
		if filled += row; filled == len(words) {
			h.stripes(words[:])
			filled = 0
		}
	}
	return message.Sprintf("%016x", h.sum(words[:filled]))
}

// xxh64 is the hash of that name, with seed 0, over words of 64 bits in little-endian order. Here they need not become
// bytes, which is what takes the time in WebAssembly.
type xxh64 struct {
	a, b, c, d uint64
	hashed     uint64 // words in stripes
}

const (
	prime1 uint64 = 11400714785074694791
	prime2 uint64 = 14029467366897019727
	prime3 uint64 = 1609587929392839161
	prime4 uint64 = 9650029242287828579
	prime5 uint64 = 2870177450012600261
)

func newXXH64() *xxh64 {
	p1 := prime1 // not a constant: it overflows
	return &xxh64{a: p1 + prime2, b: prime2, d: -p1}
}

// stripes hashes all whole stripes of four words and returns what is left.
func (h *xxh64) stripes(words []uint64) []uint64 {
	h.hashed += uint64(len(words) &^ 3)
	for ; len(words) >= 4; words = words[4:] {
		h.a, h.b = round(h.a, words[0]), round(h.b, words[1])
		h.c, h.d = round(h.c, words[2]), round(h.d, words[3])
	}
	return words
}

// sum ends with the last words.
func (h *xxh64) sum(words []uint64) uint64 {
	words = h.stripes(words)
	sum := prime5
	if h.hashed > 0 {
		sum = bits.RotateLeft64(h.a, 1) + bits.RotateLeft64(h.b, 7) + bits.RotateLeft64(h.c, 12) + bits.RotateLeft64(h.d, 18)
		for _, v := range [...]uint64{h.a, h.b, h.c, h.d} {
			sum = (sum^round(0, v))*prime1 + prime4
		}
	}
	sum += 8 * (h.hashed + uint64(len(words)))
	for _, w := range words {
		sum = bits.RotateLeft64(sum^round(0, w), 27)*prime1 + prime4
	}
	sum = (sum ^ sum>>33) * prime2
	sum = (sum ^ sum>>29) * prime3
	return sum ^ sum>>32
}

func round(v, word uint64) uint64 { return bits.RotateLeft64(v+word*prime2, 31) * prime1 }
