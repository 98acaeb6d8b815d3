package vllmflags

import "github.com/llmemu/playground/internal/plainjson"

// Members are those of the JSON.
func (o *Offer) Members() plainjson.Members {
	return plainjson.Members{"id", &o.ID, "model", &o.Model, "gpu", &o.GPU, "dtype", &o.DType, "tp", &o.TP}
}

// Members are those of the JSON.
func (n *Note) Members() plainjson.Members {
	return plainjson.Members{"kind", &n.Kind, "flag", &n.Flag, "text", &n.Text}
}
