# Lives for ever as long as it is renewed at least every 24 hours.
vault token create -policy=read-payment -orphan -period=24h

# Never lives longer than 4 hours, however often it is renewed.
vault token create -policy=read-payment -ttl=1h -explicit-max-ttl=4h

# Good for two requests.
vault token create -policy=read-payment -use-limit=2

# Not stored anywhere: cannot be renewed or revoked, ends after 5 minutes.
vault token create -policy=read-payment -type=batch -ttl=5m
