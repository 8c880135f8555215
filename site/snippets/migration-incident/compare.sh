# For every key of every Secret labelled migration=old: is the new one the same? Prints no value.
kubectl -n "$1" get secrets -o json | jq -r '
  (.items | map({(.metadata.name): .data}) | add) as $all
  | .items[] | select(.metadata.labels.migration == "old")
  | .metadata.name as $name | .data | to_entries[]
  | $all[$name + "-eso"][.key] as $new
  | if $new == null then "MISSING" elif $new == .value then "same" else "DIFFERS" end
    + "\t" + $name + "\t" + .key'
