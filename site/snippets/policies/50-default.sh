vault policy read default
