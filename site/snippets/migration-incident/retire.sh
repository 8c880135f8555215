# Takes one old Secret away, if nothing names it and its successor is the same.
namespace=$1 name=$2
if bash users.sh "$namespace" | cut -f1 | grep -qx "$name"; then
  echo "kept: $name is still used"; exit 1
fi
if bash compare.sh "$namespace" | grep -v ^same | cut -f2 | grep -qx "$name"; then
  echo "kept: $name and its successor are not the same"; exit 1
fi
kubectl -n "$namespace" delete secret "$name"
