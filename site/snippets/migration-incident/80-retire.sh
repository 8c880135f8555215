! bash retire.sh migration mail
bash retire.sh migration shop-db
