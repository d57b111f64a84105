package io.vestnik.application.live.feed;

import io.vestnik.application.live.EncodedEvent;
import io.vestnik.application.live.LiveEvent;
import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The subscribed members of one chat on this node. Owned by the feed's event loop.
final class Audience {
    /// The number of connections in a slice of a delivery. An event is delivered and written to a slice, which takes
    /// some milliseconds, before tasks of other chats run.
    static final int SLICE_CONNECTIONS = 256;

    final ChatId chatId;
    private final ChatKind kind;
    private final int largeGroupMembers;
    private final BooleanSupplier owned;
    private final Subscriptions subscriptions = new Subscriptions();
    private int memberCount;

    /// @param largeGroupMembers a group with more members than this number is large
    /// @param owned whether the calling thread owns the feed
    Audience(Chat chat, int largeGroupMembers, BooleanSupplier owned) {
        this.chatId = chat.id();
        this.kind = chat.kind();
        this.memberCount = chat.memberCount();
        this.largeGroupMembers = largeGroupMembers;
        this.owned = owned;
    }

    boolean owned() {
        return owned.getAsBoolean();
    }

    boolean large() {
        return memberCount > largeGroupMembers;
    }

    boolean direct() {
        return kind == ChatKind.DIRECT;
    }

    int memberCount() {
        return memberCount;
    }

    void memberCount(int members) {
        memberCount = members;
    }

    Subscriptions subscriptions() {
        assert owned() : "another thread's feed";
        return subscriptions;
    }

    @Nullable
    Subscription find(UserId userId) {
        return subscriptions().find(userId);
    }

    /// Subscribes a user who has no subscription.
    Subscription add(Viewer viewer, Member member) {
        Subscription subscription = new Subscription(viewer, member);
        subscriptions().add(subscription);
        viewer.subscribed(chatId, kind);
        return subscription;
    }

    void remove(Subscription subscription) {
        subscriptions().remove(subscription);
        subscription.viewer.unsubscribed(chatId);
    }

    void removeAll() {
        subscriptions().stream().toList().forEach(this::remove);
    }

    void show(LiveEvent event) {
        show(new EncodedEvent(event), List.of());
    }

    /// Delivers an event to all subscribers. On a connection that waits for one of `answers`, the answer may take the
    /// event's place.
    void show(EncodedEvent event, List<Answer> answers) {
        forEach(subscription -> {
            if (concerns(answers, subscription.viewer.id())) {
                subscription.viewer.show(event, answers);
            } else {
                subscription.viewer.show(event);
            }
        });
    }

    private static boolean concerns(List<Answer> answers, UserId userId) {
        for (Answer answer : answers) {
            if (answer.userId().equals(userId)) {
                return true;
            }
        }
        return false;
    }

    void showOthers(UserId than, EncodedEvent event) {
        forEach(subscription -> {
            if (!subscription.viewer.id().equals(than)) {
                subscription.viewer.show(event);
            }
        });
    }

    /// Runs an action for each subscription, in slices; tasks of other chats run after each slice.
    void forEach(Consumer<Subscription> action) {
        subscriptions().forEach(action, SLICE_CONNECTIONS, EventLoop::letOthersRun);
    }

    /// The subscription of the other user of a direct chat; empty unless that user is connected to this node and both
    /// users have written.
    Optional<Subscription> partnerOf(Subscription subscription) {
        if (!direct() || subscription.lastSent.equals(MessageId.NONE)) {
            return Optional.empty();
        }
        return subscriptions().stream()
                .filter(other -> other != subscription && other.lastSent.isAfter(MessageId.NONE))
                .findFirst();
    }
}
