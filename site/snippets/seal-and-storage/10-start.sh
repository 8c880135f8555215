mkdir data
bao server -config=raft.hcl >server.log 2>&1 &
