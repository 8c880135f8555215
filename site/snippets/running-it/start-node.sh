# Starts node $1 in a folder of its own and remembers its process.
. ./seal.env
cd "bao-$1"
setsid bao server -config=server.hcl >>server.log 2>&1 </dev/null &
echo $! >server.pid
