#!/bin/sh
# Runs once, on an empty volume. Each service whose passwords are here gets a database, a user that reads and writes
# rows in it and nothing else, and one that owns it for its migrations.
set -eu
psql --no-psqlrc --username postgres --dbname postgres --set ON_ERROR_STOP=1 \
  --command 'revoke all on database postgres, template1 from public'
for file in /run/secrets/*_migrations_password; do
  service=$(basename "$file" _migrations_password)
  psql --no-psqlrc --username postgres --dbname postgres --set ON_ERROR_STOP=1 \
    --set service="$service" --set migrations="${service}_migrations" \
    --set password="$(cat "/run/secrets/${service}_password")" \
    --set migrations_password="$(cat "/run/secrets/${service}_migrations_password")" <<'SQL'
create role :"service" login password :'password' nosuperuser nocreatedb nocreaterole;
create role :"migrations" login password :'migrations_password' nosuperuser nocreatedb nocreaterole;
create database :"service" owner :"migrations";
revoke all on database :"service" from public;
grant connect on database :"service" to :"service";
\connect :"service"
revoke all on schema public from public;
alter schema public owner to :"migrations";
grant usage on schema public to :"service";
alter default privileges for role :"migrations" in schema public grant select, insert, update, delete on tables to :"service";
alter default privileges for role :"migrations" in schema public grant usage, select on sequences to :"service";
SQL
done
