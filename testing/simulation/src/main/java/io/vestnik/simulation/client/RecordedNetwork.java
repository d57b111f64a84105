package io.vestnik.simulation.client;

import io.vestnik.application.live.Resume;
import io.vestnik.application.messaging.SendMessage;
import io.vestnik.checker.ClientCheck;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.message.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Records what one client sends and receives, for the checker: a second judge, which knows only what clients see.
public final class RecordedNetwork implements Network {
    private final Network network;
    private final ClientCheck check;
    private final SeenMessages seen;
    private long requests;

    /// @param network the network without a record
    /// @param check receives the observations
    public RecordedNetwork(Network network, ClientCheck check, SeenMessages seen) {
        this.network = network;
        this.check = check;
        this.seen = seen;
    }

    @Override
    public long nanos() {
        return network.nanos();
    }

    @Override
    public void later(Duration delay, String label, Runnable task) {
        network.later(delay, label, task);
    }

    @Override
    public Line connect(Resume resume, SimulatedLink.ClientEnd end) {
        RecordedConnection recorded = new RecordedConnection(check, seen, network::nanos, () -> requests++, end);
        recorded.hello(resume);
        Line line = network.connect(resume, recorded);
        return frame -> {
            recorded.sent(frame);
            line.send(frame);
        };
    }

    /// Only sends over HTTP are recorded; the views of clients are compared at the end.
    @Override
    public <T> void call(HttpCall<T> call, Consumer<HttpAnswer<T>> answered) {
        network.call(call, answered);
    }

    @Override
    public void send(SendMessage.Command command, Consumer<HttpAnswer<SendMessage.Outcome>> answered) {
        UUID chat = command.chatId().value();
        ClientText text = ClientText.of(Optional.of(command.text()));
        check.http().send(nanos(), chat, text.client(), text.number(), false);
        network.send(command, answer -> {
            observe(chat, text, answer);
            answered.accept(answer);
        });
    }

    private void observe(UUID chat, ClientText text, HttpAnswer<SendMessage.Outcome> answer) {
        switch (answer) {
            case HttpAnswer.Served<SendMessage.Outcome>(SendMessage.Outcome outcome) -> observe(chat, text, outcome);
            case HttpAnswer.Retry<SendMessage.Outcome> retry -> refused(chat, text, "unavailable");
            case HttpAnswer.Lost<SendMessage.Outcome> lost -> check.http().lost(chat, text.client(), text.number());
            case HttpAnswer.LoggedOut<SendMessage.Outcome> loggedOut -> refused(chat, text, "not_authenticated");
        }
    }

    private void observe(UUID chat, ClientText text, SendMessage.Outcome outcome) {
        switch (outcome) {
            case SendMessage.Outcome.Sent(Message message) -> sent(chat, text, false, message);
            case SendMessage.Outcome.Duplicate(Message message) -> sent(chat, text, true, message);
            case SendMessage.Outcome.Refused(Refusal reason) -> refused(chat, text, RecordedConnection.code(reason));
            case SendMessage.Outcome.TooFast tooFast -> refused(chat, text, "rate_limited");
            case SendMessage.Outcome.Unknown unknown -> refused(chat, text, "unavailable");
        }
    }

    private void sent(UUID chat, ClientText text, boolean duplicate, Message message) {
        check.http()
                .sent(
                        nanos(),
                        chat,
                        text.client(),
                        text.number(),
                        message.version().value(),
                        duplicate,
                        seen.of(message));
    }

    private void refused(UUID chat, ClientText text, String code) {
        check.http().refused(nanos(), chat, text.client(), text.number(), code);
    }
}
