seal "static" {
  current_key_id = "2026-11"
  current_key    = "file://seal.key"
}
