storage "raft" {
  path    = "data"
  node_id = "bao-0"
  retry_join { leader_api_addr = "http://127.0.0.1:8300" }
  retry_join { leader_api_addr = "http://127.0.0.1:8310" }
  retry_join { leader_api_addr = "http://127.0.0.1:8320" }
}

listener "tcp" {
  address     = "127.0.0.1:8300"
  tls_disable = true # three processes on one machine; across a network: tls_cert_file, tls_key_file
}

api_addr     = "http://127.0.0.1:8300" # where clients reach this node
cluster_addr = "http://127.0.0.1:8301" # where the other nodes reach it

seal "static" {
  current_key_id = "2026-11"
  current_key    = "env://SEAL_KEY"
}

audit "file" "main" {
  options { file_path = "audit.log" } # must read the same on every node
}

telemetry {
  disable_hostname          = true
  prometheus_retention_time = "24h"
}
