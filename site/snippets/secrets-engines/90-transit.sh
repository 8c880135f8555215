vault secrets enable transit
vault write -f transit/keys/orders

vault write -field=ciphertext transit/encrypt/orders \
  plaintext="$(printf 'card 4000 0000 0000 0002' | base64 -w0)" | tee card.enc
vault write -field=plaintext transit/decrypt/orders ciphertext="$(cat card.enc)" | base64 -d
