/// The store in PostgreSQL, from version 14 on; [io.vestnik.postgres.PostgresStore] is its entry point.
///
/// ```text
/// users ───┬──────────────┬──────────────────┬────────────────────┐
///          │ created_by   │ user_id          │ low, high          │ creator_id
///        chats ────────  members          direct_pairs      group_creations        meta
///        pk id            pk chat_id,user_id pk low,high       pk creator_id,key      epoch
///        the head:        role (null: left)  → chat_id         → chat_id, hash
///        version, last_id joined_at, joined_after
///        marks: low1 low2 read_up_to (in groups also group_mark, which is indexed)
///        floors           own_floor, last_sent, version
///          │
///          ├─ groups      pk chat_id; title, title_version
///          └─ messages    pk chat_id,id · unique chat_id,sender_id,key · partial chat_id,version (edited or deleted)
/// ```
///
/// Other columns of `users` (username, email, password_hash, …) and two more tables belong to accounts only: `devices`
/// (pk id, by user_id) has the logins with the digests of their refresh tokens, and `user_words` (pk word,user_id) is
/// the search index. A change of several of these tables locks the row in `users` first.
///
/// **Packages**, each above the packages that it uses:
///
/// ```text
/// PostgresStore, the ports                     the entry point
/// chat                                         members, titles, creation, deletion
///   commit                                     changes of chats: the rows of batches, separate changes
///     read             account  schema backup  pages, lists and marks; users and devices; migrations; backups
///       transaction                            reads, changes of accounts, statements that are sent together
///         connection                           pools, settings, failures, the types of the domain in jdbi
/// ```
///
/// **Changes of chats.** A change of a chat is a [io.vestnik.application.commit.QueuedChange] or a
/// [io.vestnik.postgres.commit.SeparateChange]. [io.vestnik.application.commit.Transactions] runs both. Queues, writers
/// and batches are in [io.vestnik.application.commit], and this store implements the ports of that package.
///
/// **Locking.** Every write to a chat begins by locking its `chats` row `for no key update`, which does not conflict
/// with foreign-key checks. Several chats are locked in order of id, users after chats. The data for a decision is read
/// in a *later* statement: under READ COMMITTED a statement that both waits for the lock and reads other tables reads
/// these tables as they were before the lock. Times are taken under the lock and truncated to milliseconds.
///
/// **Plans.** The planner treats every chat as large, and every user as a member of many chats: the schema sets
/// `n_distinct` accordingly. The real average is misleading: most chats have two members, so to find one member, any
/// index that begins with the chat would look as good as the primary key. In a group of thousands of members, such an
/// index is far slower.
///
/// **No session state.** The store uses nothing of a session but its settings. Behind a pooler in transaction mode the
/// settings are transaction-local; [io.vestnik.postgres.connection.Pools] detects such a pooler.
@NullMarked
package io.vestnik.postgres;

import org.jspecify.annotations.NullMarked;
