kill "$(cat server.pid)"
timeout 30 bash -c 'while [ -e server.pid ]; do sleep 0.2; done'

bao server -config=raft.hcl >server.log 2>&1 &
