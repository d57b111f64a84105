-- A deleted group is one marked row: from then on the chat answers as one that does not exist. Its messages, its
-- memberships and at last this row follow in bounded pieces. `last_id` shrinks along with the messages.
alter table chats add column deleted_at timestamptz;
create index chats_deleted on chats (deleted_at) where deleted_at is not null;
-- The heir of an owner who leaves: found without reading all members.
create index members_admins on members (chat_id, joined_at, user_id) where role = 'admin';
