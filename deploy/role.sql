-- The role and the database of Vestnik. The first line of the standard input is the password of the role, which therefore
-- appears in no list of processes:
--
--   runuser -u postgres -- psql -f /opt/vestnik/deploy/role.sql </etc/vestnik/database-password
--
-- Repeating it sets the password again and changes nothing else.
\set ON_ERROR_STOP on
\set password `head -n 1`

select 'create role vestnik login' where not exists (select from pg_roles where rolname = 'vestnik') \gexec
alter role vestnik password :'password';

-- The role owns the database: it makes and changes the tables.
select 'create database vestnik owner vestnik template template0 encoding ''UTF8'''
where not exists (select from pg_database where datname = 'vestnik') \gexec
revoke all on database vestnik from public;
