// Package versions says what bundled profiles were before: a link names the contents of the profile that it was made with, and a
// profile that is rebuilt keeps its id. It is apart from package profiles, which embeds the profiles themselves.
package versions

import (
	"hash/fnv"
	"strconv"

	"github.com/llmemu/playground/internal/plainjson"
)

// Version is what a profile was from a day on, until the next.
type Version struct {
	Digest  string `json:"digest"`  // of the file, see Digest
	Since   string `json:"since"`   // the day
	Changed string `json:"changed"` // what it changed of the version before, as the end of a sentence; "" for the first
}

// Members are those of the JSON.
func (v *Version) Members() plainjson.Members {
	return plainjson.Members{"digest", &v.Digest, "since", &v.Since, "changed", &v.Changed}
}

// Digest tells the contents of profile files apart: 64 bits of FNV-1a, to the base of 36.
func Digest(file []byte) string {
	h := fnv.New64a()
	h.Write(file)
	return strconv.FormatUint(h.Sum64(), 36)
}

// Told is what a link's reader has to know of a profile, given its versions, the newest last, and the digest that the link names:
// what changed since, or "" where the link was made with this version. A link of before digests names none.
func Told(title string, versions []Version, digest string) string {
	newer := versions
	for i, v := range versions {
		if v.Digest == digest {
			newer = versions[i+1:]
		}
	}
	switch {
	case len(newer) == 0:
		return ""
	case len(newer) < len(versions):
		return title + " has changed since this link was made, so figures may differ: " + changes(newer)
	case digest != "":
		return "This link was made with another version of " + title + " than any that is known here, so figures may differ."
	case len(versions) > 1:
		return "This link does not say with which version of " + title + " it was made. Figures may differ: " + changes(versions[1:])
	}
	return ""
}

// changes lists what each version changed, the last first.
func changes(versions []Version) string {
	text := ""
	for i := len(versions) - 1; i >= 0; i-- {
		text += versions[i].Since + ": " + versions[i].Changed
		if i > 0 {
			text += "; "
		}
	}
	return text + "."
}
