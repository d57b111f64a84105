-- The name of each user from each of its words on, folded by the application: users are found by a prefix of any of
-- them. In order of code points, so that a prefix is a range of the key.
create table user_words (
    word    text collate "C" not null,
    user_id uuid             not null references users (id),
    constraint user_words_pkey primary key (word, user_id)
);
create index user_words_by_user on user_words (user_id);

-- The name that the words were made of. The application makes them where it differs, in pieces, after each migration:
-- for users of earlier releases, and for those that an earlier release changed or erased while it ran beside this one.
alter table users add column words_of text;
create index users_with_other_words on users (id)
    where words_of is distinct from case when password_hash is not null then name end;
