package scheduler

// Version is a state of vLLM's scheduler. What differs between them with the same settings stands in three places: the
// order in which freed blocks are handed out again (kvcache.Pool.Release), what follows an empty batch (Loop.Due), and where
// the running requests go on behind a victim (Scheduler.serveInOrder).
type Version uint8

// The versions, oldest first.
const (
	V019 Version = iota // v0.19, recorded at commit 56de443 (2026-04-05)
	V028                // v0.28, recorded at commit 2f41c89 (2026-08-20)
)

// versions has vLLM's own number of each, and the commit at which its decisions were recorded.
var versions = [...]struct{ name, commit string }{
	V019: {"0.19", "56de443db1d50dce2624a21765c11a79dffa8740"},
	V028: {"0.28", "2f41c894e320a07a46a360ee72149dd84d6f4bec"},
}

// String is vLLM's number of the version.
func (v Version) String() string { return versions[v].name }

// VersionAt finds the version that was recorded at a commit of vLLM, given in full.
func VersionAt(commit string) (Version, bool) {
	for v := range versions {
		if versions[v].commit == commit {
			return Version(v), true
		}
	}
	return 0, false
}

// VersionNamed finds a version by vLLM's number.
func VersionNamed(name string) (Version, bool) {
	for v := range versions {
		if versions[v].name == name {
			return Version(v), true
		}
	}
	return 0, false
}

// VersionNames lists vLLM's numbers of the versions, oldest first.
func VersionNames() []string {
	var names []string
	for _, v := range versions {
		names = append(names, v.name)
	}
	return names
}
