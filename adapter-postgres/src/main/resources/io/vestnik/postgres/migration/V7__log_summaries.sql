-- Summaries of the log, in blocks of 256 ids: block b holds the ids 256 b + 1 to 256 b + 256. A summary is written in the
-- transaction that completes its block, under the chat's lock, by triggers: so also a server of the release before keeps
-- them. They bound what `unread` and a read of changes look at, whatever was written.

-- Nothing may be written to the log between the count of what is there and the first run of the triggers. In this order,
-- since a writer locks messages before chats.
lock table messages in share row exclusive mode;
lock table chats in share row exclusive mode;

-- How many messages of a sender in a complete block are not deleted; no row for none. Always counted in the log, never
-- counted up or down.
create table sender_counts (
    chat_id   uuid     not null,
    block     bigint   not null constraint sender_counts_block check (block >= 0),
    sender_id uuid     not null,
    messages  smallint not null constraint sender_counts_messages check (messages between 1 and 256),
    primary key (chat_id, block, sender_id)
);

-- At this version the log had come to this id: messages up to it were posted at this version or before, later ones after
-- it, whatever was edited since. One row each time that a block was completed.
create table log_checkpoints (
    chat_id uuid   not null,
    version bigint not null,
    last_id bigint not null,
    primary key (chat_id, version)
);

create function summarise_log() returns trigger language plpgsql as $$
begin
    insert into log_checkpoints (chat_id, version, last_id) values (new.id, new.version, new.last_id);
    insert into sender_counts (chat_id, block, sender_id, messages)
    select m.chat_id, (m.id - 1) / 256, m.sender_id, count(*)
      from messages m
     where m.chat_id = new.id and m.id > old.last_id / 256 * 256 and m.id <= new.last_id / 256 * 256
       and m.deleted_at is null
     group by m.chat_id, (m.id - 1) / 256, m.sender_id;
    return null;
end
$$;
create trigger chats_summarise_log after update of last_id on chats
    for each row when (new.last_id / 256 > old.last_id / 256) execute function summarise_log();

create function recount_sender() returns trigger language plpgsql as $$
declare
    counted bigint;
begin
    select count(*) into counted
      from messages m
     where m.chat_id = new.chat_id and m.id > (new.id - 1) / 256 * 256 and m.id <= (new.id - 1) / 256 * 256 + 256
       and m.sender_id = new.sender_id and m.deleted_at is null;
    -- No row is there before the block is complete.
    if counted = 0 then
        delete from sender_counts s
         where s.chat_id = new.chat_id and s.block = (new.id - 1) / 256 and s.sender_id = new.sender_id;
    else
        update sender_counts s set messages = counted
         where s.chat_id = new.chat_id and s.block = (new.id - 1) / 256 and s.sender_id = new.sender_id;
    end if;
    return null;
end
$$;
create trigger messages_recount_sender after update of deleted_at on messages
    for each row when (old.deleted_at is null and new.deleted_at is not null) execute function recount_sender();

insert into sender_counts (chat_id, block, sender_id, messages)
select m.chat_id, (m.id - 1) / 256, m.sender_id, count(*)
  from messages m join chats c on c.id = m.chat_id
 where m.deleted_at is null and m.id <= c.last_id / 256 * 256
 group by m.chat_id, (m.id - 1) / 256, m.sender_id;

-- A message that was never changed still has the version that it was posted at.
insert into log_checkpoints (chat_id, version, last_id)
select m.chat_id, max(m.version), max(m.id)
  from messages m join chats c on c.id = m.chat_id
 where m.edited_at is null and m.deleted_at is null and m.id <= c.last_id / 256 * 256
 group by m.chat_id, (m.id - 1) / 256;

-- As in V4: planned for as if every chat were large.
alter table sender_counts alter column chat_id set (n_distinct = -0.001);
alter table log_checkpoints alter column chat_id set (n_distinct = -0.001);
analyze sender_counts, log_checkpoints;
