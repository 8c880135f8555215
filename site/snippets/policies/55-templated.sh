vault policy write own-folder own-folder.hcl
vault auth enable userpass
for team in shop crm; do
  vault write "auth/userpass/users/$team" password="$team-secret" token_policies=own-folder
  # One entity per team, known by its name in this auth method.
  accessor=$(vault auth list -format=json | jq -r '."userpass/".accessor')
  entity=$(vault write -field=id identity/entity name="$team")
  vault write identity/entity-alias name="$team" canonical_id="$entity" mount_accessor="$accessor"
done

shop=$(vault login -no-store -method=userpass -field=token username=shop password=shop-secret)
vault token capabilities "$shop" secret/data/shop/payment
vault token capabilities "$shop" secret/data/crm/payment
