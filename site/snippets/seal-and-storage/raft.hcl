storage "raft" {
  path    = "data"
  node_id = "one"
}

listener "tcp" {
  address     = "127.0.0.1:8300"
  tls_disable = true
}

api_addr     = "http://127.0.0.1:8300"
cluster_addr = "http://127.0.0.1:8301"
pid_file     = "server.pid"
