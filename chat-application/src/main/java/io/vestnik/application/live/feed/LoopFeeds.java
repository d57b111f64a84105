package io.vestnik.application.live.feed;

import io.vestnik.application.FatalErrors;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The feeds of one event loop. Only this loop may call the methods, except [#loop] and the methods that say otherwise.
///
/// While a user is being subscribed to their chats, the published versions of all chats are recorded. If a feed is then
/// added from a snapshot with a lower version than the recorded one, the loop knows that the feed is behind.
public final class LoopFeeds {
    private final EventLoop loop;
    private final FeedContext context;
    private final Map<ChatId, ChatFeed> feeds = new HashMap<>();
    private final Map<ChatId, ChatVersion> published = new HashMap<>();
    private final Map<ChatId, List<WaitingForFeed>> waiting = new HashMap<>();
    private final OverdueVersions overdue;
    private int subscribing;

    /// An answer that moves its user's cursor of a chat, and waits for a feed of that chat.
    record WaitingForFeed(ChatVersion version, Answer answer) {}

    LoopFeeds(int number, FeedContext context, FatalErrors failure) {
        this.context = context;
        this.overdue = new OverdueVersions(context.runtime()::nanoTime);
        this.loop = new EventLoop(number, context.events(), context.runtime(), failure, this::end);
    }

    /// The event loop that owns these feeds. Any thread may call this.
    public EventLoop loop() {
        return loop;
    }

    OverdueVersions overdue() {
        assert loop.owns() : "another loop's feeds";
        return overdue;
    }

    /// The feed of a chat; null if there is none, or if the stored data was replaced after the feed was added.
    public @Nullable ChatFeed find(ChatId chatId) {
        assert loop.owns() : "another loop's feeds";
        ChatFeed feed = feeds.get(chatId);
        return feed == null || isOfOtherData(feed) ? null : feed;
    }

    private boolean isOfOtherData(ChatFeed feed) {
        return feed.generation != context.generation().getAsInt();
    }

    /// Adds a feed without subscribers.
    ///
    /// @param version the version of the chat that the first subscribers already have
    public ChatFeed add(Chat chat, ChatVersion version, MarksVersion marksVersion) {
        assert loop.owns() : "another loop's feeds";
        Audience audience = new Audience(chat, context.largeGroupMembers(), loop::owns);
        ChatFeed feed = new ChatFeed(
                audience,
                version,
                marksVersion,
                context.events(),
                context.viewers(),
                context.generation().getAsInt());
        ChatFeed before = feeds.put(chat.id(), feed);
        if (before != null) {
            before.end();
        }
        return feed;
    }

    /// Removes a feed if it has no subscribers.
    public void removeIfEmpty(ChatFeed feed) {
        assert loop.owns() : "another loop's feeds";
        if (feed.isEmpty()) {
            // Another feed may have replaced this feed while a repair of this feed was reading.
            feeds.remove(feed.chatId(), feed);
            feed.end();
        }
    }

    /// Closes the feed of a deleted chat.
    public void close(ChatFeed feed) {
        assert loop.owns() : "another loop's feeds";
        feed.close();
        removeIfEmpty(feed);
    }

    /// Removes the feeds that were added before the stored data was replaced.
    public void forgetOtherData() {
        assert loop.owns() : "another loop's feeds";
        List<ChatFeed> others =
                feeds.values().stream().filter(this::isOfOtherData).toList();
        feeds.values().removeAll(others);
        others.forEach(ChatFeed::end);
    }

    /// Starts to record the published versions of chats, after all earlier tasks of the loop. Called on any thread.
    public void putBeginSubscribing() {
        loop.putForNoChat(() -> subscribing++);
    }

    /// Undoes [#putBeginSubscribing], after all earlier tasks of the loop. Called on any thread.
    public void putEndSubscribing() {
        loop.putForNoChat(this::endSubscribing);
    }

    /// Undoes one call of [#putBeginSubscribing].
    public void endSubscribing() {
        assert loop.owns() : "another loop's feeds";
        subscribing--;
        if (subscribing == 0) {
            published.clear();
        }
    }

    /// Records a published version if a user is being subscribed.
    public void recordPublished(ChatId chatId, ChatVersion version) {
        assert loop.owns() : "another loop's feeds";
        if (subscribing > 0) {
            published.merge(chatId, version, (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    ChatVersion published(ChatId chatId) {
        assert loop.owns() : "another loop's feeds";
        return published.getOrDefault(chatId, ChatVersion.NONE);
    }

    /// Keeps an answer for a chat that has no feed yet: until a feed is added, or until the answer is given although
    /// the chat still has none.
    void await(ChatId chatId, WaitingForFeed answer) {
        assert loop.owns() : "another loop's feeds";
        waiting.computeIfAbsent(chatId, k -> new ArrayList<>(1)).add(answer);
    }

    /// Removes and returns the answers that wait for a feed of a chat, in the order in which they were added.
    List<WaitingForFeed> takeWaiting(ChatId chatId) {
        assert loop.owns() : "another loop's feeds";
        List<WaitingForFeed> taken = waiting.remove(chatId);
        return taken == null ? List.of() : taken;
    }

    /// Removes and returns the answers of one user that wait for a feed of a chat.
    List<Answer> takeWaiting(ChatId chatId, UserId userId) {
        assert loop.owns() : "another loop's feeds";
        List<Answer> taken = new ArrayList<>();
        List<WaitingForFeed> all = waiting.getOrDefault(chatId, new ArrayList<>());
        all.removeIf(each -> each.answer().userId().equals(userId) && taken.add(each.answer()));
        if (all.isEmpty()) {
            waiting.remove(chatId);
        }
        return taken;
    }

    private void end() {
        assert loop.owns() : "another loop's feeds";
        feeds.values().forEach(ChatFeed::end);
        waiting.values().forEach(all -> all.forEach(each -> each.answer().giveUnsubscribed()));
    }
}
