kubectl apply -f developer.yaml
for resource in externalsecrets secretstores clustersecretstores clusterexternalsecrets; do
  sed "s/resource: secretstores/resource: $resource/" may.yaml |
    kubectl create -f - -o jsonpath="$resource: {.status.allowed}{'\n'}"
done
