export VAULT_ADDR=http://127.0.0.1:8300 VAULT_TOKEN=$(cat root.token)
# ---8<---
for port in 8300 8310 8320; do
  curl -s -o /dev/null -w "$port %{http_code}\n" "http://127.0.0.1:$port/v1/sys/health"
done
