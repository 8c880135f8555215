vault write -f transit/keys/orders/rotate

# Old ciphertexts can still be read; rewrap moves them to the new key without showing the text.
vault write -field=ciphertext transit/rewrap/orders ciphertext="$(cat card.enc)"
