kubectl get secretstore vault -n shop \
  -o jsonpath='{range .status.conditions[?(@.type=="Ready")]}{.status} {.reason}{"\n"}{end}'
