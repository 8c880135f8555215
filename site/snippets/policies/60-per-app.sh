vault policy write mail-worker mail-worker.hcl
vault token create -policy=mail-worker -no-default-policy -display-name=mail-worker \
  -orphan -period=24h
