-- A dormant member is one whose account is disabled: still a member, but `read` does not wait for them. In groups only.
alter table members add column dormant boolean not null default false;
drop index members_by_mark;
create index members_by_mark on members (chat_id, group_mark) where role is not null and not dormant;

-- The account was deleted, disabled or enabled, and not all memberships follow yet. A server of the release before marks
-- deletions in `erasure_unfinished`, which means the same.
alter table users add column memberships_outdated boolean not null default false;
update users set memberships_outdated = true where erasure_unfinished or disabled_at is not null;
create index users_outdated on users (id) where memberships_outdated or erasure_unfinished;
drop index users_to_erase;
