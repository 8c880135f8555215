bash users.sh migration
