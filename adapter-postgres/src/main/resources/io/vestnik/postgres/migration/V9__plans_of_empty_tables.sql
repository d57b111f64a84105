-- Of an empty table that was analyzed (V4, V7) the planner knows that it has no rows. By that, any index that begins with
-- the chat is as good as the primary key, and a connection keeps such plans while the first chats grow: an edit then reads
-- all messages of its chat. Of a table that was never analyzed it assumes some pages of rows; TRUNCATE makes it so again.
-- A table with rows is not locked, and one that is in use is left as it is: nothing waits for this migration.
do $$
declare
    name text;
    filled boolean;
begin
    foreach name in array array['members', 'messages', 'sender_counts', 'log_checkpoints'] loop
        execute format('select exists (select from %I)', name) into filled;
        continue when filled;
        begin
            execute format('lock table %I in access exclusive mode nowait', name);
            execute format('select exists (select from %I)', name) into filled;
            if not filled then
                execute format('truncate %I', name);
            end if;
        exception when lock_not_available then
            null;
        end;
    end loop;
end
$$;
