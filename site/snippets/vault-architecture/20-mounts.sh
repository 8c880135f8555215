vault secrets list
vault auth list
