package io.vestnik.websocket.connection;

import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.Authenticate;
import io.vestnik.application.limit.Limits;
import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.live.EventSink;
import io.vestnik.application.live.EventSinkClosedException;
import io.vestnik.application.live.LiveMemoryFullException;
import io.vestnik.application.live.LiveSession;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.StoreUnavailableException;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.message.MessageText;
import io.vestnik.websocket.frame.ClientFrame;
import io.vestnik.websocket.frame.CloseCode;
import io.vestnik.websocket.frame.ServerFrame;
import io.vestnik.websocket.frame.ServerFrames;
import io.vestnik.wire.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a connection from `hello` to `live`, on a thread of its own, because the device lookup and the replay block.
///
/// @param serving starts to serve requests when the client has caught up
/// @param lease the memory of `hello` until the connection is authenticated
record HelloProcessing(
        ConnectionContext context,
        Channel channel,
        Target target,
        Requests serving,
        ClientFrame.Hello hello,
        MemoryBudget.Lease lease)
        implements Runnable {
    /// The connection to authenticate.
    ///
    /// @param sink receives the connection's events
    /// @param entry attaches the live session to the connection
    record Target(EventSink sink, Entry entry) {}

    /// Attaches a live session to a connection.
    @FunctionalInterface
    interface Entry {
        /// Attaches the session.
        ///
        /// @return false if the connection has ended; the session was then closed
        boolean enter(LiveSession live, Instant expiresAt);
    }

    private static final Logger LOG = LoggerFactory.getLogger(HelloProcessing.class);

    @Override
    public void run() {
        try (lease) {
            process();
        } catch (EventSinkClosedException e) {
            LOG.debug("event=hello_cut");
        } catch (LiveMemoryFullException e) {
            LOG.warn("event=hello_refused cause=\"{}\"", e.getMessage());
            channel.refuse(CloseCode.TRY_AGAIN, ErrorCode.UNAVAILABLE, "Too many clients are connected or resume");
        } catch (StoreUnavailableException e) {
            LOG.warn("event=hello_unavailable cause=\"{}\"", e.getMessage());
            channel.refuse(CloseCode.TRY_AGAIN, ErrorCode.UNAVAILABLE, ErrorCode.UNAVAILABLE.title());
        } catch (RuntimeException e) {
            LOG.error("event=hello_failed", e);
            channel.refuse(CloseCode.INTERNAL, ErrorCode.INTERNAL, ErrorCode.INTERNAL.title());
        }
    }

    private void process() {
        Optional<Authenticate.Outcome.Authenticated> who = authenticate();
        if (who.isEmpty()) {
            return;
        }
        Authenticate.Outcome.Authenticated person = who.get();
        LiveSession live = context.ports().live().open(person.userId(), person.deviceId(), target.sink());
        if (!target.entry().enter(live, person.expiresAt())) {
            return;
        }
        // A second check, which finds a device that was revoked before the connection was registered. A later
        // revocation finds the registered connection.
        if (authenticate().isEmpty()) {
            return;
        }
        channel.answer(ServerFrames.write(ready(person)));
        channel.flush();
        // From here on the replay accounts for its own memory.
        lease.close();
        live.catchUp(resume());
        serving.start(live, person);
    }

    private Optional<Authenticate.Outcome.Authenticated> authenticate() {
        return switch (context.ports().authenticate().authenticate(new AccessToken(hello.token()))) {
            case Authenticate.Outcome.Authenticated person -> Optional.of(person);
            case Authenticate.Outcome.Expired() -> refuse(CloseCode.TOKEN_EXPIRED, ErrorCode.TOKEN_EXPIRED);
            case Authenticate.Outcome.DeviceEnded() -> refuse(CloseCode.DEVICE_REVOKED, ErrorCode.NOT_AUTHENTICATED);
            case Authenticate.Outcome.Forged() -> refuse(CloseCode.NOT_AUTHENTICATED, ErrorCode.NOT_AUTHENTICATED);
        };
    }

    private Optional<Authenticate.Outcome.Authenticated> refuse(CloseCode code, ErrorCode error) {
        channel.refuse(code, error, error.title());
        return Optional.empty();
    }

    private ServerFrame.Ready ready(Authenticate.Outcome.Authenticated person) {
        Limits limits = context.limits();
        return new ServerFrame.Ready(
                ServerFrames.PROTOCOL_VERSION,
                person.userId(),
                person.deviceId(),
                context.ports().live().epoch(),
                Math.toIntExact(context.timing().ping().toSeconds()),
                person.expiresAt(),
                new ServerFrame.LimitsBody(
                        MessageText.LENGTH_MAX,
                        ChatTitle.LENGTH_MAX,
                        WebSocketSettings.FRAME_BYTES_MAX,
                        limits.groupMembers(),
                        context.settings().largeGroupMembers(),
                        limits.sendsPerSecond()));
    }

    private Resume resume() {
        return hello.since()
                .<Resume>map(cursors ->
                        new Resume.Since(cursors.chats(), hello.unlisted().orElse(Resume.Unlisted.SEND)))
                .orElseGet(Resume.Fresh::new);
    }
}
