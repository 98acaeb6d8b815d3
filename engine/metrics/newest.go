package metrics

// Newest is the stretch of consecutive steps that gave an unfinished request its newest tokens, as far as it is recorded:
// a streak is written down when it ends. Its count is 0 before the first token.
func (l *Log) Newest(id int) Run {
	if l.Tokens[id] == 0 {
		return Run{Request: int32(id)}
	}
	return Run{Request: int32(id), FirstStep: l.runStart[id], Count: l.lastStep[id] - l.runStart[id] + 1}
}
