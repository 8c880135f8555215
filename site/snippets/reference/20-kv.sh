vault kv put -mount=secret reference/app color=red size=small    # replaces the whole entry
vault kv patch -mount=secret reference/app color=blue            # changes one key
vault kv get -mount=secret -field=color reference/app
vault kv get -mount=secret -version=1 reference/app
vault kv metadata get -mount=secret reference/app                # all versions
vault kv rollback -mount=secret -version=1 reference/app         # an old one as the newest
vault kv delete -mount=secret reference/app                      # hides the newest version
vault kv undelete -mount=secret -versions=4 reference/app        # and shows it again
