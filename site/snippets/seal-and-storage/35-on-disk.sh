ls data data/raft
grep -c tortoise data/vault.db data/raft/raft.db || echo "not a trace of the word"
