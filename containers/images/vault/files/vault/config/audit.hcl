# OpenBao takes audit devices from its configuration only; `bao audit enable` is refused.
audit "file" "file" {
  description = "Everything that was asked of this Vault"
  options {
    file_path = "/vault/audit/audit.log"
  }
}
