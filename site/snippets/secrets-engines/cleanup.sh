vault kv metadata delete -mount=secret shop/mail
vault lease revoke -prefix -sync database/creds/shop-read
for mount in database pki pki-root transit; do vault secrets disable "$mount"; done
kubectl delete namespace data --timeout=90s
rm -f creds.json root.pem issuing.csr issuing.pem web.json web.pem card.enc
