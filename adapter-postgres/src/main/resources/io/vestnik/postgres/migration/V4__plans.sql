-- What the planner is to think of: a thousandth as many chats as memberships, so a thousand members in each; a hundred
-- chats for everybody; ten thousand messages in each chat. What it counts itself is an average, which for chats is two
-- members: by that, any index that begins with the chat is as good as the primary key to find one of them, and in a group
-- of thousands it reads them all. A plan that is good for large chats is good for small ones.
alter table members alter column chat_id set (n_distinct = -0.001);
alter table members alter column user_id set (n_distinct = -0.01);
alter table messages alter column chat_id set (n_distinct = -0.0001);
analyze members, messages;
