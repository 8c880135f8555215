// Package customer asks the shop again and again, and keeps count.
package customer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Count is what has come of all requests so far.
type Count struct {
	Asked  int `json:"asked"`
	Failed int `json:"failed"`
	// Failures counts them by what went wrong.
	Failures map[string]int `json:"failures"`
	// Users and Pods are those who have answered since the last report.
	Users []string `json:"users"`
	Pods  []string `json:"pods"`
}

// Customer asks one address. Each request has a connection of its own, as those of many customers have.
type Customer struct {
	URL    string
	Client *http.Client

	mutex sync.Mutex
	count Count
}

// New makes a customer who waits for an answer no longer than limit.
func New(url string, limit time.Duration) *Customer {
	transport := &http.Transport{DisableKeepAlives: true}
	return &Customer{URL: url, Client: &http.Client{Timeout: limit, Transport: transport}, count: Count{Failures: map[string]int{}}}
}

// Run asks every interval, whether the last answer is there or not, and reports every second, until ctx ends. Then it
// waits for what is still under way and reports once more.
func (customer *Customer) Run(ctx context.Context, interval time.Duration, report func(Count)) {
	asking, reporting := time.NewTicker(interval), time.NewTicker(time.Second)
	defer asking.Stop()
	defer reporting.Stop()
	var underWay sync.WaitGroup
	for {
		select {
		case <-ctx.Done():
			underWay.Wait()
			report(customer.take())
			return
		case <-asking.C:
			underWay.Go(customer.Ask)
		case <-reporting.C:
			report(customer.take())
		}
	}
}

// Ask asks once and counts.
func (customer *Customer) Ask() {
	user, pod, failure := customer.request()
	customer.mutex.Lock()
	defer customer.mutex.Unlock()
	count := &customer.count
	count.Asked++
	if failure != "" {
		count.Failed++
		count.Failures[failure]++
		return
	}
	if !slices.Contains(count.Users, user) {
		count.Users = append(count.Users, user)
	}
	if !slices.Contains(count.Pods, pod) {
		count.Pods = append(count.Pods, pod)
	}
}

func (customer *Customer) take() Count {
	customer.mutex.Lock()
	defer customer.mutex.Unlock()
	taken := customer.count
	failures := make(map[string]int, len(taken.Failures))
	for reason, times := range taken.Failures {
		failures[reason] = times
	}
	taken.Failures = failures
	customer.count.Users, customer.count.Pods = nil, nil
	return taken
}

type answer struct {
	Pod   string `json:"pod"`
	Error string `json:"error"`
	Order struct {
		User string `json:"user"`
	} `json:"order"`
}

func (customer *Customer) request() (user, pod, failure string) {
	response, err := customer.Client.Get(customer.URL)
	if err != nil {
		return "", "", reason(err)
	}
	defer response.Body.Close()
	var said answer
	err = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&said)
	switch {
	case err != nil:
		return "", "", fmt.Sprintf("HTTP %d without an answer that could be read", response.StatusCode)
	case response.StatusCode != http.StatusOK:
		return "", "", fmt.Sprintf("HTTP %d: %s", response.StatusCode, said.Error)
	case said.Order.User == "":
		return "", "", "an answer without an order"
	}
	return said.Order.User, said.Pod, ""
}

// Few different words: they are counted.
func reason(err error) string {
	var timeout net.Error
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown):
		return "no such name"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection broken off"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer in time"
	default:
		return "no connection"
	}
}
