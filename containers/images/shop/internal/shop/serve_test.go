package shop

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

type fixed struct {
	order   Order
	err     error
	entered chan struct{}
	leave   chan struct{}
}

func (orders fixed) Newest(context.Context) (Order, error) {
	if orders.entered != nil {
		close(orders.entered)
		<-orders.leave
	}
	return orders.order, orders.err
}

func ask(t *testing.T, handler http.Handler, path string) (int, answer) {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, path, nil))
	var said answer
	if err := json.Unmarshal(recorder.Body.Bytes(), &said); err != nil {
		t.Fatalf("%s answered %q: %v", path, recorder.Body, err)
	}
	return recorder.Code, said
}

func TestAnswersWithTheOrder(t *testing.T) {
	handler := Handler("shop-1", fixed{order: Order{User: "v-1", ID: 3, Item: "chair"}}, time.Now())
	for _, path := range []string{"/order", "/ready"} {
		status, said := ask(t, handler, path)
		if status != 200 || said.Pod != "shop-1" || said.Order == nil || said.Order.User != "v-1" || said.Order.Item != "chair" {
			t.Errorf("%s: %d %+v", path, status, said)
		}
	}
}

func TestADeadLoginShowsEverywhereButInAlive(t *testing.T) {
	refused := &pgconn.PgError{Code: "28P01", Message: `password authentication failed for user "v-1"`}
	handler := Handler("shop-1", fixed{err: refused}, time.Now())
	for path, wanted := range map[string]int{"/order": 503, "/ready": 503, "/alive": 200} {
		if status, _ := ask(t, handler, path); status != wanted {
			t.Errorf("%s: %d, wanted %d", path, status, wanted)
		}
	}
	if _, said := ask(t, handler, "/order"); said.Error != "the database refuses (SQLSTATE 28P01)" {
		t.Error(said.Error)
	}
}

func TestNotReadyWhileItWarmsUp(t *testing.T) {
	handler := Handler("shop-1", fixed{}, time.Now().Add(time.Hour))
	for path, wanted := range map[string]int{"/order": 503, "/ready": 503, "/alive": 200} {
		if status, _ := ask(t, handler, path); status != wanted {
			t.Errorf("%s: %d, wanted %d", path, status, wanted)
		}
	}
}

func TestReasonsSayNoMoreThanTheyMust(t *testing.T) {
	for err, wanted := range map[error]string{
		context.DeadlineExceeded:            "the database doesn't answer in time",
		errors.New("dial: password=hunter"): "the database can't be reached",
	} {
		if said := Reason(err); said != wanted {
			t.Errorf("%v: %q", err, said)
		}
	}
}

func TestFinishesWhatItHasBegun(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	orders := fixed{order: Order{User: "v-1"}, entered: make(chan struct{}), leave: make(chan struct{})}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, Handler("shop-1", orders, time.Now())) }()
	address := "http://" + listener.Addr().String()
	answered := make(chan int, 1)
	go func() {
		response, err := http.Get(address + "/order")
		if err != nil {
			answered <- 0
			return
		}
		defer response.Body.Close()
		answered <- response.StatusCode
	}()
	<-orders.entered
	stop()
	// It is closed to others now, and still at work.
	for closed := false; !closed; {
		connection, err := net.Dial("tcp", listener.Addr().String())
		closed = err != nil
		if !closed {
			connection.Close()
		}
	}
	close(orders.leave)
	if status := <-answered; status != http.StatusOK {
		t.Errorf("the request under way got %d", status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
