vault kv destroy -mount=secret -versions=1,2 shop/mail
vault kv metadata put -mount=secret -max-versions=5 -custom-metadata=owner=checkout-team shop/mail
vault kv metadata get -mount=secret shop/mail
