// Package shop is the application of the rotation lab: every answer of it is a query with the login that it has read.
package shop

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

const queryLimit = 3 * time.Second

type answer struct {
	Pod   string `json:"pod"`
	Order *Order `json:"order,omitempty"`
	Error string `json:"error,omitempty"`
}

// Handler serves /order (the newest order), /ready (can it be read?) and /alive (does the process run?). Until
// warmAt it does no work: it answers 503 wherever it would have to.
func Handler(pod string, orders Orders, warmAt time.Time) http.Handler {
	mux := http.NewServeMux()
	work := func(w http.ResponseWriter, r *http.Request) {
		if time.Now().Before(warmAt) {
			write(w, http.StatusServiceUnavailable, answer{Pod: pod, Error: "still warming up"})
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), queryLimit)
		defer cancel()
		order, err := orders.Newest(ctx)
		if err != nil {
			write(w, http.StatusServiceUnavailable, answer{Pod: pod, Error: Reason(err)})
			return
		}
		write(w, http.StatusOK, answer{Pod: pod, Order: &order})
	}
	mux.HandleFunc("GET /order", work)
	mux.HandleFunc("GET /ready", work)
	mux.HandleFunc("GET /alive", func(w http.ResponseWriter, _ *http.Request) {
		write(w, http.StatusOK, answer{Pod: pod})
	})
	return mux
}

func write(w http.ResponseWriter, status int, body answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// Whoever has hung up doesn't hear it.
	_ = json.NewEncoder(w).Encode(body)
}
