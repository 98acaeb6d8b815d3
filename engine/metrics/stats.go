package metrics

import "github.com/llmemu/playground/internal/stats"

// Stats describes a distribution. Without values everything is 0, as `vllm bench serve` reports it.
type Stats struct {
	Mean, Median, Std, P50, P90, P99 float64
}

func statsOf(s *stats.Sample) Stats {
	mean, std := s.Moments()
	median := s.Quantile(0.5)
	return Stats{Mean: mean, Median: median, Std: std, P50: median, P90: s.Quantile(0.9), P99: s.Quantile(0.99)}
}
