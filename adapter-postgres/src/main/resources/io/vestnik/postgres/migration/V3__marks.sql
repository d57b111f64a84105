-- Marks are looked up in groups only. Those of direct chats stay out of the index: moving one then changes no indexed
-- column, so PostgreSQL writes the row again beside itself and touches none of the table's indexes.
alter table members add column in_group boolean not null default true;
update members m set in_group = false from chats c where c.id = m.chat_id and c.kind = 'direct';
alter table members
    add column group_mark bigint generated always as (case when in_group then read_up_to end) stored;
drop index members_by_mark;
create index members_by_mark on members (chat_id, group_mark) where role is not null;
