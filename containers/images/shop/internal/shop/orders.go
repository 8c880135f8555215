package shop

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Order is the newest order and the database user by whom it was read.
type Order struct {
	User string `json:"user"`
	ID   int64  `json:"id"`
	Item string `json:"item"`
}

// Orders reads the newest order; every call is a query.
type Orders interface {
	Newest(ctx context.Context) (Order, error)
}

// Database says where the orders lie and who asks for them.
type Database struct {
	Host string
	Port string
	Name string
	// Client names this process among the database's connections.
	Client string
	Login  LoginSource
}

// A connection ends after this time, so that a new login is taken up, and a dead one noticed, within seconds.
const connectionLife = 5 * time.Second

const newest = "SELECT session_user::text, id, item FROM orders ORDER BY id DESC LIMIT 1"

type pooledOrders struct{ pool *pgxpool.Pool }

// Open prepares a pool that keeps a connection open. It connects in the background: a database that is away shows when
// it is asked.
func Open(ctx context.Context, database Database) (Orders, func(), error) {
	text := fmt.Sprintf("host=%s port=%s dbname=%s sslmode=disable connect_timeout=3", database.Host, database.Port, database.Name)
	config, err := pgxpool.ParseConfig(text)
	if err != nil {
		return nil, nil, fmt.Errorf("understanding the address of the database: %w", err)
	}
	config.ConnConfig.RuntimeParams["application_name"] = database.Client
	config.MinConns = 1
	config.MaxConns = 4
	config.MaxConnLifetime = connectionLife
	config.HealthCheckPeriod = time.Second
	config.BeforeConnect = func(_ context.Context, connection *pgx.ConnConfig) error {
		login, err := database.Login()
		if err != nil {
			return err
		}
		connection.User, connection.Password = login.Username, login.Password
		return nil
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, nil, fmt.Errorf("preparing connections to the database: %w", err)
	}
	return pooledOrders{pool}, pool.Close, nil
}

func (orders pooledOrders) Newest(ctx context.Context) (Order, error) {
	var order Order
	err := orders.pool.QueryRow(ctx, newest).Scan(&order.User, &order.ID, &order.Item)
	return order, err
}

// Reason is what may be said about a failed query: a few words, the same for every user and every server.
func Reason(err error) string {
	var refused *pgconn.PgError
	switch {
	case errors.As(err, &refused):
		return fmt.Sprintf("the database refuses (SQLSTATE %s)", refused.Code)
	case errors.Is(err, context.DeadlineExceeded):
		return "the database doesn't answer in time"
	default:
		return "the database can't be reached"
	}
}
