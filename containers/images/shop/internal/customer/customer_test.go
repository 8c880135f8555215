package customer

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

func serving(t *testing.T, status int, body string) *Customer {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	return New(server.URL, time.Second)
}

func TestCountsAnswers(t *testing.T) {
	customer := serving(t, 200, `{"pod":"shop-1","order":{"user":"v-1","id":1,"item":"lamp"}}`)
	customer.Ask()
	customer.Ask()
	count := customer.take()
	if count.Asked != 2 || count.Failed != 0 || !slices.Equal(count.Users, []string{"v-1"}) || !slices.Equal(count.Pods, []string{"shop-1"}) {
		t.Errorf("%+v", count)
	}
	if again := customer.take(); again.Asked != 2 || len(again.Users) != 0 {
		t.Errorf("a report without news: %+v", again)
	}
}

func TestCountsEveryWayToFail(t *testing.T) {
	gone := serving(t, 200, "")
	gone.URL = "http://127.0.0.1:1"
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() }))
	defer slow.Close()
	broken := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer broken.Close()
	for reason, customer := range map[string]*Customer{
		"HTTP 503: the database refuses":                serving(t, 503, `{"error":"the database refuses"}`),
		"HTTP 200 without an answer that could be read": serving(t, 200, `<html>`),
		"an answer without an order":                    serving(t, 200, `{"pod":"shop-1"}`),
		"connection refused":                            gone,
		"no answer in time":                             New(slow.URL, 50*time.Millisecond),
		"connection broken off":                         New(broken.URL, time.Second),
	} {
		customer.Ask()
		if count := customer.take(); count.Failed != 1 || count.Failures[reason] != 1 {
			t.Errorf("wanted %q, got %+v", reason, count)
		}
	}
}

func TestAsksThoughAnAnswerIsLate(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		time.Sleep(100 * time.Millisecond)
		fmt.Fprint(w, `{"order":{"user":"v-1"}}`)
	}))
	defer server.Close()
	ctx, stop := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer stop()
	var last Count
	New(server.URL, time.Second).Run(ctx, 10*time.Millisecond, func(count Count) { last = count })
	if last.Asked < 6 || last.Asked != int(asked.Load()) || last.Failed != 0 {
		t.Errorf("%d asked at the server, %+v", asked.Load(), last)
	}
}
