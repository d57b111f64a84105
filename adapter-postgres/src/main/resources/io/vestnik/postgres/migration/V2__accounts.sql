-- What makes a person somebody with an account. Somebody who embeds the store of conversations keeps their people
-- elsewhere and fills only what came before.
alter table users
    -- The name as people look for it, made by the application: databases fold letters each in their own way.
    add column name_folded        text collate "C",
    add column username           text collate "C"
        constraint users_username unique
        constraint users_username_form check (username ~ '^[a-z0-9_]{5,32}$'),
    add column email              text collate "C"
        constraint users_email unique
        constraint users_email_length check (char_length(email) <= 254),
    add column password_hash      text,
    add column password_version   integer     not null default 0,
    add column created_at         timestamptz not null default now(),
    add column disabled_at        timestamptz,
    add column erasure_unfinished boolean     not null default false,
    -- Law: nothing personal outlives the account.
    add constraint users_deleted_is_empty check (
        deleted_at is null or num_nonnulls(name_folded, username, email, password_hash) = 0),
    add constraint users_password_with_email check ((email is null) = (password_hash is null));
-- In order of code points, so that a beginning is a range, and the range comes in the order in which it is shown.
create index users_by_name on users (name_folded, id) where name_folded is not null;
create index users_to_erase on users (id) where erasure_unfinished;

-- Where people are logged in, and were: the latest of the ended ones stay, so that a token that comes back is known. Of
-- refresh tokens nothing but digests is here.
create table devices (
    id              uuid primary key,
    user_id         uuid        not null references users (id),
    name            text        not null constraint devices_name_length check (char_length(name) between 1 and 64),
    session         integer     not null default 1 constraint devices_session check (session >= 1),
    created_at      timestamptz not null,
    last_seen_at    timestamptz not null,
    ended_at        timestamptz,
    ending          text        constraint devices_ending check (ending in ('revoked', 'token_reused', 'account_ended')),
    family          text        not null,
    token           text        not null,
    successor       text,
    successor_seed  text,
    successor_since timestamptz,
    expires_at      timestamptz not null,
    constraint devices_ended_for_a_reason check ((ended_at is null) = (ending is null)),
    constraint devices_successor_whole check (num_nulls(successor, successor_seed, successor_since) in (0, 3))
) with (fillfactor = 80);
create index devices_by_user on devices (user_id);
