-- People, as far as conversations need them. `last_seen_at` is the latest of their devices', written along with it.
create table users (
    id           uuid primary key,
    name         text not null constraint users_name_length check (char_length(name) between 1 and 64),
    last_seen_at timestamptz,
    deleted_at   timestamptz
);

-- One row for each chat: its head, and what deciding on read marks needs to know. Everything that is written to a chat
-- is written under this row's lock. No column that changes is indexed, so that updates stay on their page.
create table chats (
    id              uuid primary key,
    kind            text        not null constraint chats_kind check (kind in ('direct', 'group')),
    created_by      uuid        not null references users (id),
    created_at      timestamptz not null,
    activity_at     timestamptz not null,
    open            boolean     not null default true,
    member_count    integer     not null constraint chats_member_count check (member_count >= 0),
    version         bigint      not null,
    last_id         bigint      not null default 0 constraint chats_last_id check (last_id >= 0),
    marks_version   bigint      not null default 0,
    everyone_floor  bigint      not null default 0 constraint chats_everyone_floor check (everyone_floor >= 0),
    departed_floor  bigint      not null default 0,
    low1_user       uuid,
    low1            bigint      not null default 0,
    low2_user       uuid,
    low2            bigint      not null default 0,
    -- The creation takes the first version and every message at least one more.
    constraint chats_version_counts_messages check (version > last_id),
    constraint chats_floors_in_order check (everyone_floor <= departed_floor and departed_floor <= last_id),
    constraint chats_lowest_marks_in_order check (low1 <= low2),
    constraint chats_activity_not_before_creation check (activity_at >= created_at)
) with (fillfactor = 60);

-- What only groups have.
create table groups (
    chat_id       uuid primary key references chats (id) on delete cascade,
    title         text   not null constraint groups_title_length check (char_length(title) between 1 and 128),
    title_version bigint not null constraint groups_title_version check (title_version >= 1)
);

-- Law: one direct chat for each pair of people.
create table direct_pairs (
    low     uuid not null references users (id),
    high    uuid not null references users (id),
    chat_id uuid not null unique references chats (id) on delete cascade,
    primary key (low, high),
    constraint direct_pairs_of_two check (low < high)
);

-- Law: one group for each creator and key, for good; the row outlives the group.
create table group_creations (
    creator_id uuid   not null references users (id),
    key        uuid   not null,
    chat_id    uuid   not null unique,
    hash       bigint not null,
    primary key (creator_id, key)
);

-- Who is in a chat, and who was: those who left stay, without a role.
create table members (
    chat_id      uuid        not null references chats (id) on delete cascade,
    user_id      uuid        not null references users (id),
    role         text        constraint members_role check (role in ('owner', 'admin', 'member')),
    joined_at    timestamptz not null,
    joined_after bigint      not null constraint members_joined_after check (joined_after >= 0),
    read_up_to   bigint      not null,
    own_floor    bigint      not null default 0 constraint members_own_floor check (own_floor >= 0),
    last_sent    bigint      not null default 0 constraint members_last_sent check (last_sent >= 0),
    version      bigint      not null constraint members_version check (version >= 1),
    primary key (chat_id, user_id),
    constraint members_read_from_joining_on check (read_up_to >= joined_after)
) with (fillfactor = 80);
create index members_by_user on members (user_id) where role is not null;
create index members_by_mark on members (chat_id, read_up_to) where role is not null;
create index members_by_version on members (chat_id, version);
create index members_by_joining on members (chat_id, joined_at, user_id) where role is not null;
-- Law: a group has one owner.
create unique index members_one_owner on members (chat_id) where role = 'owner';

-- Every message of every chat. That chat and sender exist is made sure of under the chat's lock, not by foreign keys:
-- they would look up and lock both rows once more for each message.
create table messages (
    chat_id    uuid        not null,
    id         bigint      not null constraint messages_id check (id >= 1),
    sender_id  uuid        not null,
    key        uuid        not null,
    hash       bigint      not null,
    body       text        constraint messages_body_length check (char_length(body) between 1 and 4096),
    sent_at    timestamptz not null,
    version    bigint      not null,
    reply_to   bigint,
    edited_at  timestamptz,
    deleted_at timestamptz,
    primary key (chat_id, id),
    -- Law: one message for each chat, sender and key, for good.
    constraint messages_once unique (chat_id, sender_id, key),
    constraint messages_version_after_id check (version > id),
    constraint messages_answer_older check (reply_to >= 1 and reply_to < id),
    constraint messages_deleted_is_empty check ((deleted_at is null) = (body is not null))
);
-- Posts are found by version on the primary key (each took one version); what changed later is here.
create index messages_amended on messages (chat_id, version) where edited_at is not null or deleted_at is not null;

-- A name for the data as a whole, made anew when it is restored or reset.
create table meta (
    only_row boolean primary key default true constraint meta_one_row check (only_row),
    epoch    uuid not null
);
insert into meta (epoch) values (gen_random_uuid());

-- Law: a direct chat takes no more messages once one side has no account any more. Opening one reads both people
-- `for share`, so it comes wholly before this or sees that somebody is gone.
create function close_direct_chats() returns trigger language plpgsql as $$
begin
    perform from chats c
      where c.kind = 'direct' and c.id in (select m.chat_id from members m where m.user_id = new.id and m.role is not null)
      order by c.id
        for no key update;
    update chats c set open = false
      where c.kind = 'direct' and c.id in (select m.chat_id from members m where m.user_id = new.id and m.role is not null);
    return null;
end
$$;
create trigger users_deleted_close_direct_chats after update of deleted_at on users
    for each row when (old.deleted_at is null and new.deleted_at is not null) execute function close_direct_chats();
