{{- define "kindlab.fullname" -}}
{{- if contains "kindlab" .Release.Name }}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{ else }}{{ printf "%s-kindlab" (.Release.Name | trunc 32 | trimSuffix "-") }}{{ end }}
{{- end }}

{{- define "kindlab.labels" -}}
app.kubernetes.io/name: kindlab
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* What selects pods of one part: server, postgres, images. */}}
{{- define "kindlab.selector" -}}
app.kubernetes.io/name: kindlab
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "kindlab.account" -}}
{{ .Values.serviceAccount.name | default (include "kindlab.fullname" .) }}
{{- end }}

{{/* Cluster-wide names carry the namespace, so that two releases of one name do not meet. */}}
{{- define "kindlab.clusterName" -}}
{{ printf "%s-%s" .Release.Namespace (include "kindlab.fullname" .) | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "kindlab.installation" -}}
{{ .Values.installation | default (printf "%s-%s" .Release.Namespace .Release.Name | trunc 32 | trimSuffix "-") }}
{{- end }}

{{- define "kindlab.databaseSecret" -}}
{{ .Values.database.existingSecret | default (printf "%s-database" (include "kindlab.fullname" .)) }}
{{- end }}

{{- define "kindlab.metricsSecret" -}}
{{ .Values.metrics.existingSecret | default (printf "%s-metrics" (include "kindlab.fullname" .)) }}
{{- end }}

{{/* What every container of ours has: no power, and no way to any. */}}
{{- define "kindlab.powerless" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* The settings file: what the chart decides goes before what `config` says. */}}
{{- define "kindlab.config" -}}
{{- $ours := dict "format" 1
  "server" (dict "port" 4000 "host" "0.0.0.0" "allowedOrigins" (prepend (dig "server" "allowedOrigins" list .Values.config) .Values.origin | uniq))
  "data" (dict "folder" "/var/lib/kindlab" "databaseUrlFile" (printf "/run/secrets/kindlab/database/%s" (ternary .Values.database.secretKey "url" (ne .Values.database.existingSecret ""))))
  "runtime" (dict "provider" "kubernetes")
  "kubernetes" (dict "installation" (include "kindlab.installation" .) "bundleFile" "/etc/kindlab/bundle.json" "imagePrefix" .Values.imagePrefix "nodeSelector" .Values.labs.nodeSelector)
  "labs" (dict "poolSize" .Values.pool.size "startsAtOnce" .Values.pool.startsAtOnce)
}}
{{- with .Values.labs.runtimeClass }}{{ $_ := set $ours.kubernetes "runtimeClass" . }}{{ end }}
{{- with .Values.labs.storageClass }}{{ $_ := set $ours.kubernetes "storageClass" . }}{{ end }}
{{- if .Values.metrics.enabled }}{{ $_ := set $ours "metrics" (dict "port" .Values.metrics.port "host" "0.0.0.0" "tokenFile" "/run/secrets/kindlab/metrics/token") }}{{ end }}
{{- $usual := dict "auth" (dict "mode" "accounts") "log" (dict "level" "info") }}
{{- mustMergeOverwrite $usual (deepCopy .Values.config) $ours | toYaml }}
{{- end }}
