storage "raft" {
  path    = "data-auto"
  node_id = "one"
}

listener "tcp" {
  address     = "127.0.0.1:8400"
  tls_disable = true
}

seal "transit" {
  address    = "http://vault:8200"
  mount_path = "transit/"
  key_name   = "autounseal"
}

api_addr     = "http://127.0.0.1:8400"
cluster_addr = "http://127.0.0.1:8401"
pid_file     = "auto.pid"
