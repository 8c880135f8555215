test -f "$HOME/compared"
