rm -rf data && mkdir data
# ---8<---
openssl rand -out seal.key 32
bao server -config=raft.hcl -config=static-seal.hcl >server.log 2>&1 &
