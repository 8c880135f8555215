bash compare.sh migration
