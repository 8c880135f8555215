package shop

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Login is a database user with its password.
type Login struct {
	Username string
	Password string
}

// LoginSource answers the login for the next connection to the database.
type LoginSource func() (Login, error)

// LoginFrom chooses where logins come from: the folder DB_LOGIN_DIR, read anew for every connection, or the variables
// DB_USERNAME and DB_PASSWORD, which stay as they were when the process began.
func LoginFrom(getenv func(string) string) (LoginSource, error) {
	if folder := getenv("DB_LOGIN_DIR"); folder != "" {
		return func() (Login, error) { return readFolder(folder) }, nil
	}
	login := Login{Username: getenv("DB_USERNAME"), Password: getenv("DB_PASSWORD")}
	if login.Username == "" || login.Password == "" {
		return nil, fmt.Errorf("no login: set DB_USERNAME and DB_PASSWORD, or DB_LOGIN_DIR to a folder with the files username and password")
	}
	return func() (Login, error) { return login, nil }, nil
}

// A folder is one version of a Secret: the kubelet swaps all of its files in one step. So both are read behind the
// same link.
func readFolder(folder string) (Login, error) {
	version := folder
	if target, err := os.Readlink(filepath.Join(folder, "..data")); err == nil {
		version = filepath.Join(folder, target)
	}
	username, err := os.ReadFile(filepath.Join(version, "username"))
	if err != nil {
		return Login{}, fmt.Errorf("reading the login: %w", err)
	}
	password, err := os.ReadFile(filepath.Join(version, "password"))
	if err != nil {
		return Login{}, fmt.Errorf("reading the login: %w", err)
	}
	return Login{Username: strings.TrimSpace(string(username)), Password: strings.TrimSpace(string(password))}, nil
}
