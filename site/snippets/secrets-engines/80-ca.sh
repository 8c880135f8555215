vault secrets enable -path=pki-root -max-lease-ttl=87600h pki
vault write -field=certificate pki-root/root/generate/internal \
  common_name='Shop Root CA' ttl=87600h >root.pem

vault secrets enable -path=pki -max-lease-ttl=43800h pki
vault write -field=csr pki/intermediate/generate/internal common_name='Shop Issuing CA' >issuing.csr
vault write -field=certificate pki-root/root/sign-intermediate csr=@issuing.csr ttl=43800h >issuing.pem
vault write pki/intermediate/set-signed certificate=@issuing.pem
