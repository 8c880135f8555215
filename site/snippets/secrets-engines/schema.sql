CREATE TABLE orders (id int PRIMARY KEY, item text);
INSERT INTO orders VALUES (1, 'kettle'), (2, 'lamp');

-- What applications may do is granted to a group, once.
CREATE ROLE shop_read NOLOGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO shop_read;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO shop_read;

-- An account for Vault alone: it may make roles and put them into that group.
CREATE ROLE vault_admin LOGIN CREATEROLE PASSWORD 'changed-in-a-minute';
GRANT shop_read TO vault_admin WITH ADMIN OPTION;
