package scenario

// recordedRequests and recordedOutputs are what a recorded stream is taken to have where only reading it would tell.
const (
	recordedRequests = 300
	recordedOutputs  = 256
)

// Outputs is about how many tokens the workload's requests have generated at their end, as far as its fields tell: the
// work of a run grows with it.
func (w *Workload) Outputs() float64 {
	n := float64(w.NumPrompts)
	if n == 0 {
		n = DefaultNumPrompts
	}
	switch w.Dataset {
	case DatasetRandom:
		return n * float64(w.RandomOutputLen)
	case DatasetLognormal:
		return n * w.LognormalOutputMean
	case DatasetPrefixRepetition:
		return n * float64(w.PrefixRepetitionOutputLen)
	case DatasetRequests:
		sum := 0.0
		for i := range w.Requests {
			sum += float64(w.Requests[i].OutputLen)
		}
		return sum
	}
	if w.NumPrompts == 0 {
		n = recordedRequests
	}
	return n * recordedOutputs
}
