kill "$(cat server.pid)"
