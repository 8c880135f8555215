package shop

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestVariablesAreReadOnce(t *testing.T) {
	values := map[string]string{"DB_USERNAME": "first", "DB_PASSWORD": "word"}
	source, err := LoginFrom(environment(values))
	if err != nil {
		t.Fatal(err)
	}
	values["DB_USERNAME"] = "second"
	if login, err := source(); err != nil || login != (Login{"first", "word"}) {
		t.Fatalf("got %v, %v", login, err)
	}
}

// A volume as the kubelet makes it: files are links into ..data, a link to the newest version.
func writeVersion(t *testing.T, folder, version, username, password string) {
	t.Helper()
	inside := filepath.Join(folder, version)
	for name, text := range map[string]string{"username": username, "password": password} {
		if err := os.MkdirAll(inside, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(inside, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(version, filepath.Join(folder, "new")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(folder, "new"), filepath.Join(folder, "..data")); err != nil {
		t.Fatal(err)
	}
}

func TestFolderIsReadAnew(t *testing.T) {
	folder := t.TempDir()
	source, err := LoginFrom(environment(map[string]string{"DB_LOGIN_DIR": folder, "DB_USERNAME": "ignored", "DB_PASSWORD": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"one", "two"} {
		writeVersion(t, folder, version, "user-"+version+"\n", "word-"+version)
		if login, err := source(); err != nil || login != (Login{"user-" + version, "word-" + version}) {
			t.Fatalf("version %s: got %v, %v", version, login, err)
		}
	}
}

func TestPlainFilesWork(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"username", "password"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source, _ := LoginFrom(environment(map[string]string{"DB_LOGIN_DIR": folder}))
	if login, err := source(); err != nil || login != (Login{"username", "password"}) {
		t.Fatalf("got %v, %v", login, err)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	if _, err := LoginFrom(environment(map[string]string{"DB_USERNAME": "only"})); err == nil || !strings.Contains(err.Error(), "DB_PASSWORD") {
		t.Fatalf("got %v", err)
	}
	source, err := LoginFrom(environment(map[string]string{"DB_LOGIN_DIR": t.TempDir()}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source(); err == nil || !strings.Contains(err.Error(), "username") {
		t.Fatalf("got %v", err)
	}
}
