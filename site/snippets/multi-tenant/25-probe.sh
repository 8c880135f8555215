kubectl apply -f probe.yaml
kubectl wait -n team-a externalsecret/own --for=condition=Ready --timeout=60s
kubectl wait -n team-a externalsecret/foreign --for=condition=Ready=False --timeout=60s
kubectl get externalsecrets -n team-a
