#!/usr/bin/env bash
# The state that the story begins with: Vault A runs, and for Vault B there is an empty place in the cluster.
# run: before every reset
set -euo pipefail

kubectl delete statefulset vault-b --namespace lab2 --ignore-not-found --timeout=60s
kubectl wait --for=delete pod/vault-b-0 --namespace lab2 --timeout=60s
kubectl delete persistentvolumeclaim data-vault-b-0 --namespace lab2 --ignore-not-found --timeout=60s
kubectl delete configmap,secret vault-b vault-b-seal --namespace lab2 --ignore-not-found
vault secrets disable transit
vault policy delete autounseal

kubectl apply --filename - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: vault-b
  namespace: lab2
spec:
  type: NodePort
  selector:
    app: vault-b
  # Also before it is unsealed: somebody has to initialise it.
  publishNotReadyAddresses: true
  ports:
    - name: http
      port: 8200
      nodePort: 30820
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: vault-b
  namespace: lab2
spec:
  serviceName: vault-b
  replicas: 0
  selector:
    matchLabels:
      app: vault-b
  template:
    metadata:
      labels:
        app: vault-b
    spec:
      terminationGracePeriodSeconds: 10
      securityContext:
        # The volumes of this cluster are folders on its node that belong to root.
        runAsUser: 0
      containers:
        - name: vault
          image: docker.io/openbao/openbao:2.7.2
          imagePullPolicy: IfNotPresent
          command: [bao, server, -config=/vault/config/vault.hcl]
          env:
            - name: VAULT_TOKEN
              valueFrom:
                secretKeyRef:
                  name: vault-b-seal
                  key: token
            - name: BAO_ADDR
              value: http://127.0.0.1:8200
          ports:
            - containerPort: 8200
          securityContext:
            allowPrivilegeEscalation: false
          volumeMounts:
            - name: config
              mountPath: /vault/config
            - name: data
              mountPath: /vault/data
      volumes:
        - name: config
          configMap:
            name: vault-b
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 256Mi
YAML
