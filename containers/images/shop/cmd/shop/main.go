// Command shop serves the newest order of the shop's database.
//
// DB_HOST, DB_PORT, DB_NAME say where it is; the login is in DB_USERNAME and DB_PASSWORD, read once, or in the folder
// DB_LOGIN_DIR, read for every connection. WARM_UP is how long it needs before it can work.
package main

import (
	"context"
	"errors"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"kindlab.invalid/shop/internal/shop"
)

func main() {
	log.SetFlags(log.LUTC | log.LstdFlags)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	warmUp, err := time.ParseDuration(or("WARM_UP", "3s"))
	if err != nil {
		return errors.New("WARM_UP is no duration: write something like 3s")
	}
	login, err := shop.LoginFrom(os.Getenv)
	if err != nil {
		return err
	}
	pod, err := os.Hostname()
	if err != nil {
		return err
	}
	orders, closeAll, err := shop.Open(ctx, shop.Database{
		Host: or("DB_HOST", "localhost"), Port: or("DB_PORT", "5432"), Name: or("DB_NAME", "shop"), Client: pod, Login: login,
	})
	if err != nil {
		return err
	}
	defer closeAll()
	listener, err := net.Listen("tcp", or("LISTEN", ":8080"))
	if err != nil {
		return err
	}
	log.Printf("%s listens at %s and needs %s to warm up", pod, listener.Addr(), warmUp)
	err = shop.Serve(ctx, listener, shop.Handler(pod, orders, time.Now().Add(warmUp)))
	log.Print("asked to end: finished what was begun")
	return err
}

func or(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}
