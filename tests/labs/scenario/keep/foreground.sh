rm -rf "$HOME/kept"
