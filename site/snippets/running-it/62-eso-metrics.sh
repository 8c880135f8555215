kubectl -n external-secrets port-forward deploy/external-secrets 18081:8080 >/dev/null &
forward=$!
trap 'kill $forward' EXIT
curl -s --retry 20 --retry-connrefused --retry-delay 1 http://127.0.0.1:18081/metrics |
  grep -E '^(externalsecret|secretstore)_(status_condition|sync_calls_error)'
