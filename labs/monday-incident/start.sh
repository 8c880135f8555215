#!/usr/bin/env bash
# Makes the Monday morning: sixteen applications were moved to ExternalSecrets over the weekend, and most are broken.
# Arguments: the groups of faults to put in (access, request, target, or none); without arguments all of them. The word
# "diagnosed" also writes the right diagnosis.
# Needs nothing that a learner may not do: the learner's token is the root token of this Vault.
set -euo pipefail

teams='["shop","billing","warehouse","accounts"]'
apps="$(
  jq --null-input --compact-output --arg groups "${*:-access request target}" '
    ($groups | split(" ")) as $wanted
    | ([env.KL_HIDDEN_FAULTS | split(" ")[] | split(":") | select(.[1] | IN($wanted[])) | {key: .[0], value: .[2]}] | from_entries) as $faults
    | ["shop/storefront", "shop/cart", "shop/checkout", "shop/catalog",
       "billing/invoices", "billing/payments", "billing/ledger", "billing/reports",
       "warehouse/stock", "warehouse/shipping", "warehouse/returns", "warehouse/labels",
       "accounts/login", "accounts/profiles", "accounts/sessions", "accounts/consents"]
    | map({id: ., namespace: split("/")[0], name: split("/")[1], fault: ($faults[.] // "")}
      | .password = env["KL_HIDDEN_PASSWORD_\(.name | ascii_upcase)"]
      | .values = {host: "db-\(.name).internal", username: "\(.name)-app", password: .password}
      | .old = (.values | .password = "old-\(.password[3:11])"))'
)"

# Many requests to Vault over one connection: a list of {method, path, body}.
ask_vault() {
  jq --raw-output '
    [.[] | [
      "url = \"\(env.VAULT_ADDR)/v1/\(.path)\"", "request = \"\(.method)\"", "header = \"X-Vault-Token: \(env.VAULT_TOKEN)\"",
      "output = \"/dev/null\"", "fail", (if .body then "data = \(.body | tojson | tojson)" else empty end)
    ] | join("\n")] | join("\nnext\n")' |
    curl --silent --show-error --fail-early --max-time 60 --config -
}

# What is there of an earlier start goes; what ESO made goes with its owner.
kubectl get externalsecrets.external-secrets.io,secretstores.external-secrets.io,deployments.apps,secrets --all-namespaces --output json |
  jq --argjson teams "$teams" '.items |= map(select(.metadata.namespace | IN($teams[], "platform")) | {apiVersion, kind, metadata: {name: .metadata.name, namespace: .metadata.namespace}})' |
  kubectl delete --ignore-not-found --timeout=90s --filename - >/dev/null
kubectl delete clustersecretstores.external-secrets.io --all --timeout=60s >/dev/null
kubectl delete configmap inventory --namespace incident --ignore-not-found >/dev/null

# Who may log in to Vault, and Vault's own way to ask the cluster about tokens.
jq --null-input --argjson teams "$teams" '
  def object(kind; name; ns): {apiVersion: "v1", kind: kind, metadata: {name: name, namespace: ns}};
  def reviewer(name): {
    apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding", metadata: {name: name},
    roleRef: {apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:auth-delegator"},
    subjects: [{kind: "ServiceAccount", name: name, namespace: "platform"}]};
  {apiVersion: "v1", kind: "List", items: (
    [($teams[], "platform") as $ns | object("ServiceAccount"; "vault-login"; $ns)]
    + [("vault-reviewer", "vault-reviewer-old") as $name | object("ServiceAccount"; $name; "platform"), reviewer($name)])}' |
  kubectl apply --server-side --force-conflicts --filename - >/dev/null
reviewer="$(kubectl create token vault-reviewer --namespace platform --duration 24h)"
dead_reviewer="$(kubectl create token vault-reviewer-old --namespace platform --duration 24h)"
# The account goes, and its token with it: what expires by and by has expired now.
kubectl delete serviceaccount vault-reviewer-old --namespace platform >/dev/null

jq --null-input --argjson apps "$apps" --arg reviewer "$reviewer" --arg dead "$dead_reviewer" \
  --argjson cluster "$(kubectl config view --raw --minify --output json | jq '.clusters[0].cluster')" '
  def policy(paths): {policy: ([paths[] | "path \"\(.)\" {\n  capabilities = [\"read\"]\n}"] | join("\n"))};
  def role(ns; policy): {
    bound_service_account_names: "vault-login", bound_service_account_namespaces: ns, token_policies: policy, token_ttl: "10m"};
  ($apps | map(select(.fault == "store-condition") | "secret/data/\(.id)")) as $shared
  | [
    (["kubernetes", $reviewer], ["kubernetes-old", $dead]) as [$mount, $token]
      | {method: "DELETE", path: "sys/auth/\($mount)"},
        {method: "POST", path: "sys/auth/\($mount)", body: {type: "kubernetes"}},
        {method: "POST", path: "auth/\($mount)/config", body: {
          kubernetes_host: $cluster.server, kubernetes_ca_cert: ($cluster["certificate-authority-data"] | @base64d), token_reviewer_jwt: $token}},
        (["shop", "billing", "warehouse", "accounts"][] as $ns
          | {method: "POST", path: "auth/\($mount)/role/\($ns)", body: role($ns; $ns)}),
    ($apps | group_by(.namespace)[] | {
      method: "POST", path: "sys/policies/acl/\(.[0].namespace)",
      body: policy(map(if .fault == "policy" then "secret/\(.id)" else "secret/data/\(.id)" end))}),
    {method: "POST", path: "sys/policies/acl/platform", body: policy(["secret/data/platform/vault-store"] + $shared)},
    {method: "POST", path: "auth/kubernetes/role/platform", body: role("platform"; "platform")},
    ($apps[] | . as $app
      | {method: "DELETE", path: "secret/metadata/\(.id)"},
        {method: "POST", path: "secret/data/\(.id)", body: {data: (if .fault == "stale" then .old else .values end)}},
        (select(.fault == "deleted-version") | {method: "DELETE", path: "secret/data/\(.id)"}))]' | ask_vault

# Stores, and what stood in the way before the migration began.
jq --null-input --argjson apps "$apps" --argjson teams "$teams" '
  def store(name; ns; role; mount; version): {
    apiVersion: "external-secrets.io/v1", kind: "SecretStore", metadata: {name: name, namespace: ns},
    spec: {provider: {vault: {
      server: "http://vault.vault.svc:8200", path: "secret", version: version,
      auth: {kubernetes: {mountPath: mount, role: role, serviceAccountRef: {name: "vault-login"}}}}}}};
  def shared: {
    apiVersion: "external-secrets.io/v1", kind: "ClusterSecretStore", metadata: {name: "vault-shared"},
    spec: (store("x"; "x"; "platform"; "kubernetes"; "v2").spec
      | .provider.vault.auth.kubernetes.serviceAccountRef.namespace = "platform" | .conditions = [{namespaces: ["platform"]}])};
  def secret(name; values): {apiVersion: "v1", kind: "Secret", metadata: {name: name, namespace: .namespace}, stringData: values};
  {apiVersion: "v1", kind: "List", items: [
    ($teams[] as $ns | store("vault"; $ns; $ns; "kubernetes"; "v2")),
    store("vault-central"; "platform"; "platform"; "kubernetes"; "v2"), shared,
    ($apps[] | . as $app
      | (select(.fault == "reviewer-token") | store("vault-old"; .namespace; .namespace; "kubernetes-old"; "v2")),
        (select(.fault == "kv-version") | store("vault-v1"; .namespace; .namespace; "kubernetes"; "v1")),
        (select(.fault == "immutable") | secret("\(.name)-credentials"; .old) + {immutable: true}),
        (select(.fault == "dropped-keys") | secret("\(.name)-credentials"; .values)),
        (select(.id | IN(env.KL_HIDDEN_LEGACY | split(" ")[])) | secret("\(.name)-legacy"; .values)))]}' |
  kubectl apply --server-side --force-conflicts --filename - >/dev/null

# Durations as ESO writes them: it would change others in the spec, and nobody shall have changed it.
external_secrets='
  def external_secret: {
    apiVersion: "external-secrets.io/v1", kind: "ExternalSecret",
    metadata: {name: .name, namespace: .namespace, labels: {"app.kubernetes.io/part-of": "migration"}},
    spec: {
      refreshInterval: "5m0s", secretStoreRef: {kind: "SecretStore", name: "vault"},
      target: {name: "\(.name)-credentials", creationPolicy: "Owner"},
      data: [("host", "username", "password") as $key | {secretKey: $key, remoteRef: {key: .id, property: $key}}]}};'
copies="$(jq "$external_secrets"'{apiVersion: "v1", kind: "List", items: map(select(.fault == "owned-by-another") | external_secret | .metadata.name += "-copy")}' <<<"$apps")"
if jq --exit-status '.items != []' <<<"$copies" >/dev/null; then
  kubectl create --filename - <<<"$copies" >/dev/null
  jq --raw-output '.items[].metadata | "\(.namespace) \(.name)"' <<<"$copies" | while read -r namespace name; do
    kubectl wait externalsecret "$name" --namespace "$namespace" --for=condition=Ready --timeout=60s </dev/null >/dev/null
  done
fi

jq "$external_secrets"'
  def broken: .fault as $fault | external_secret
    | if $fault == "store-kind" then .spec.secretStoreRef.kind = "ClusterSecretStore"
      elif $fault == "store-namespace" then .spec.secretStoreRef.name = "vault-central"
      elif $fault == "store-condition" then .spec.secretStoreRef = {kind: "ClusterSecretStore", name: "vault-shared"}
      elif $fault == "reviewer-token" then .spec.secretStoreRef.name = "vault-old"
      elif $fault == "kv-version" then .spec.secretStoreRef.name = "vault-v1"
      elif $fault == "key-typo" then .spec.data[].remoteRef.key |= .[:-1]
      elif $fault == "property-typo" then .spec.data[2].remoteRef.property = "passwort"
      elif $fault == "extra-data" then .spec.data[].remoteRef.key |= "data/" + .
      elif $fault == "template-key" then .spec.target.template = {engineVersion: "v2", data: {
        host: "{{ .host }}", username: "{{ .user }}", password: "{{ .password }}"}}
      elif $fault == "merge-without-target" then .spec.target.creationPolicy = "Merge"
      elif $fault == "stale" then .spec.refreshInterval = "24h0m0s"
      elif $fault == "dropped-keys" then del(.spec.data[0])
      else . end;
  {apiVersion: "v1", kind: "List", items: map(broken)}' <<<"$apps" | kubectl create --filename - >/dev/null

# One application of each team runs in this cluster.
jq '{apiVersion: "v1", kind: "List", items: [group_by(.namespace)[] | .[] | select(.name | IN("storefront", "invoices", "stock", "login")) | .name as $name | {
  apiVersion: "apps/v1", kind: "Deployment", metadata: {name: $name, namespace: .namespace},
  spec: {replicas: 1, selector: {matchLabels: {app: $name}}, template: {metadata: {labels: {app: $name}}, spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{
      name: "app", image: "docker.io/library/postgres:15", imagePullPolicy: "IfNotPresent", command: ["sleep", "infinity"],
      resources: {requests: {cpu: "1m", memory: "4Mi"}},
      env: [("host", "username", "password") as $key | {name: "DB_\($key | ascii_upcase)", valueFrom: {secretKeyRef: {name: "\($name)-credentials", key: $key}}}]}]}}}}]}' <<<"$apps" |
  kubectl create --filename - >/dev/null

# ESO has looked at each of them once, and those that can be synced are.
timeout 120 bash -c '
  until kubectl get externalsecrets --all-namespaces --output json |
    jq --exit-status ".items | length >= 16 and all(.[]; any(.status.conditions[]?; .type == \"Ready\"))" >/dev/null; do
    sleep 1
  done'
# Only now does the value change that one of them will not notice.
stale="$(jq --compact-output '[.[] | select(.fault == "stale") | {method: "POST", path: "secret/data/\(.id)", body: {data: .values}}]' <<<"$apps")"
if [[ "$stale" != '[]' ]]; then ask_vault <<<"$stale"; fi

# The inventory comes last: what is older than it was there when the learner came.
inventory="$(jq --raw-output '.[] | "\(.namespace)\t\(.name)-credentials\thost,password,username"' <<<"$apps")"
kubectl create configmap inventory --namespace incident --from-literal=secrets="$inventory" >/dev/null

if [[ " $* " == *" diagnosed "* ]]; then
  jq --null-input '([env.KL_HIDDEN_FAULTS | split(" ")[] | split(":") | {key: .[0], value: .[2]}] | from_entries) as $faults
    | {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "diagnosis", namespace: "incident"},
       data: ([$apps[] | {key: "\(.namespace).\(.name)", value: ($faults[.id] // "healthy")}] | from_entries)}' --argjson apps "$apps" |
    kubectl apply --server-side --force-conflicts --filename - >/dev/null
fi
