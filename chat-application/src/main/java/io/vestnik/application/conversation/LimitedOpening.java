package io.vestnik.application.conversation;

import io.vestnik.application.IdSource;
import io.vestnik.application.RateLimit;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.Chats;
import io.vestnik.domain.user.UserId;
import java.time.Duration;
import java.util.Optional;

/// Opens direct chats. Only new chats are limited: an existing chat is always returned.
final class LimitedOpening implements OpenDirectChat {
    private final Chats chats;
    private final IdSource ids;
    private final RateLimit<UserId> limit;

    LimitedOpening(Chats chats, IdSource ids, RateLimit<UserId> limit) {
        this.chats = chats;
        this.ids = ids;
        this.limit = limit;
    }

    @Override
    public Outcome open(UserId opener, UserId other) {
        Optional<Outcome> existing = chats.findDirect(opener, other).map(Outcome.Existing::new);
        if (existing.isPresent()) {
            return existing.get();
        }
        Optional<Duration> wait = limit.take(opener);
        if (wait.isPresent()) {
            return new Outcome.TooMany(wait.get());
        }
        return switch (chats.openDirect(new Chats.DirectOpening(new ChatId(ids.next()), opener, other))) {
            case io.vestnik.domain.Outcome.Done<Chats.Opened>(Chats.Opened opened) ->
                opened.created() ? new Outcome.Created(opened.view()) : new Outcome.Existing(opened.view());
            case io.vestnik.domain.Outcome.Refused<Chats.Opened>(var reason) -> new Outcome.Refused(reason);
        };
    }
}
