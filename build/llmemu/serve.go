package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/llmemu/playground/build/llmemu/internal/site"
)

type serveCmd struct {
	Addr string `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on."`
}

// serveQuality is the compression of files that are served from here: a tenth of the time for a tenth more bytes.
const serveQuality = 5

// How long a connection may take to say what it wants, and be kept for the next wish.
const (
	readTimeout = 10 * time.Second
	idleTimeout = 2 * time.Minute
)

// Run listens first, so that an address in use is said before anything is built.
func (c *serveCmd) Run() error {
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("--addr: %w", err)
	}
	root, err := site.Root()
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "dist")
	if err := buildSite(root, dist, serveQuality); err != nil {
		return err
	}
	fmt.Printf("http://%s\n", listener.Addr())
	server := &http.Server{Handler: site.Handler(dist), ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, IdleTimeout: idleTimeout}
	return server.Serve(listener)
}

func buildSite(root, out string, quality int) error {
	return site.Build(site.Options{Root: root, Out: out, Quality: quality, Log: func(message string) { fmt.Fprintln(os.Stderr, message) }})
}
