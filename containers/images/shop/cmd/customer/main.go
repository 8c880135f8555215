// Command customer asks URL every 200 ms for as long as it runs, and writes one line of JSON a second: how many
// requests there were since it began, how many failed and why, and who answered in the last second.
package main

import (
	"context"
	"encoding/json"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"kindlab.invalid/shop/internal/customer"
)

func main() {
	url := os.Getenv("URL")
	if url == "" {
		log.Fatal("URL is not set: whom shall the customer ask?")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	lines := json.NewEncoder(os.Stdout)
	lines.SetEscapeHTML(false)
	customer.New(url, 5*time.Second).Run(ctx, 200*time.Millisecond, func(count customer.Count) {
		if err := lines.Encode(count); err != nil {
			log.Fatal(err)
		}
	})
}
