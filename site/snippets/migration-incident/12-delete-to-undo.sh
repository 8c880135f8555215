kubectl -n migration delete externalsecret search
timeout 30 bash -c 'while kubectl -n migration get secret search -o name 2>/dev/null; do sleep 1; done'
! kubectl -n migration get secret search
