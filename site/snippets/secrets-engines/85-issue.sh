vault write pki/roles/shop-server \
  allowed_domains=shop.svc allow_subdomains=true max_ttl=72h

vault write -format=json pki/issue/shop-server common_name=web.shop.svc ttl=24h >web.json
jq -r .data.certificate web.json >web.pem
openssl x509 -in web.pem -noout -subject -issuer -dates
openssl verify -CAfile root.pem -untrusted issuing.pem web.pem

! vault write pki/issue/shop-server common_name=example.org
