exit_after_auth = true # once, as an init container; without it, for as long as the pod lives

auto_auth {
  method "kubernetes" {
    mount_path = "auth/alternatives"
    config = {
      role       = "app"
      token_path = "token" # the pod's own service account token
    }
  }
}

template {
  destination = "secrets/db.env"
  perms       = "0400"
  contents    = <<EOT
{{ with secret "secret/data/alternatives/db" -}}
DB_USER={{ .Data.data.username }}
DB_PASSWORD={{ .Data.data.password }}
{{ end -}}
EOT
}
