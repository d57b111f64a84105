package io.vestnik.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.contracts.ModelChat.ModelMessage;
import io.vestnik.contracts.ModelComparison.MessageShape;
import io.vestnik.domain.Outcome;
import io.vestnik.domain.Refusal;
import io.vestnik.domain.message.Draft;
import io.vestnik.domain.message.Message;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageLog;
import io.vestnik.domain.message.MessageLog.Appended;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// A few sends, edits, deletions and reads in one chat. All calls are made before the first answer is awaited. They
/// take effect in the order in which they are made, so the model knows every answer in advance.
///
/// A store may update `read` once for several of these calls. Therefore the value of `read` is ignored when an answer
/// is compared, and checked only when the chat is compared after all calls.
final class WalkBurst {
    private final StoreUnderTest store;
    private final Random random;
    private final RandomTexts texts;
    private final List<Runnable> checks = new ArrayList<>();

    WalkBurst(StoreUnderTest store, Random random) {
        this.store = store;
        this.random = random;
        this.texts = new RandomTexts(random);
    }

    void run(ModelChat chat, Function<ModelChat, UserId> memberOrStranger, int calls) {
        for (int i = 0; i < calls; i++) {
            UserId actor = memberOrStranger.apply(chat);
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> send(chat, newDraft(chat, actor));
                case 4 -> send(chat, repeatedDraft(chat).orElseGet(() -> newDraft(chat, actor)));
                case 5 -> edit(chat, actor);
                case 6 -> delete(chat, actor);
                default -> read(chat, actor);
            }
        }
        checks.forEach(Runnable::run);
    }

    private Draft newDraft(ModelChat chat, UserId sender) {
        Optional<MessageId> replyTo = random.nextInt(4) == 0 ? Optional.of(somePlace(chat)) : Optional.empty();
        return Draft.of(chat.id, sender, new MessageKey(UUID.randomUUID()), texts.next(), replyTo);
    }

    /// A draft with a key that was sent before, sometimes with another text.
    private Optional<Draft> repeatedDraft(ModelChat chat) {
        if (chat.messages.isEmpty()) {
            return Optional.empty();
        }
        Draft sent = chat.messages.get(random.nextInt(chat.messages.size())).draft;
        MessageText text = random.nextInt(3) == 0 ? texts.next() : sent.text();
        return Optional.of(Draft.of(chat.id, sent.senderId(), sent.key(), text, sent.replyTo()));
    }

    /// The id of a message near the end of the chat; sometimes an id that does not exist.
    private MessageId somePlace(ModelChat chat) {
        return new MessageId(Math.max(0, chat.last() + 1 - random.nextInt(12)));
    }

    private void send(ModelChat chat, Draft draft) {
        long before = chat.last();
        Outcome<MessageShape> expected = chat.post(draft).map(WalkBurst::shape);
        boolean isNew = chat.last() > before;
        CompletionStage<Appended> stage = store.messageLog().append(draft);
        checks.add(() -> {
            Appended appended = StoreContract.await(stage);
            Outcome<MessageShape> actual = switch (appended) {
                case Appended.Stored(Message message) -> Outcome.done(shape(message));
                case Appended.Repeated(Message message) -> Outcome.done(shape(message));
                case Appended.Refused(Refusal reason) -> Outcome.refused(reason);
            };
            assertThat(actual).as("answer to %s", draft).isEqualTo(expected);
            assertThat(appended instanceof Appended.Stored)
                    .as("%s is new", draft)
                    .isEqualTo(isNew);
        });
    }

    private void edit(ModelChat chat, UserId actor) {
        MessageId place = somePlace(chat);
        UserId editor = random.nextBoolean()
                ? chat.message(place).map(message -> message.senderId).orElse(actor)
                : actor;
        MessageText text = random.nextInt(5) == 0
                ? chat.message(place).flatMap(message -> message.text).orElseGet(texts::next)
                : texts.next();
        expect(
                "edit of " + place,
                chat.edit(editor, place, text),
                store.messageLog().edit(new MessageLog.Edit(chat.id, editor, place, text)));
    }

    private void delete(ModelChat chat, UserId actor) {
        MessageId place = somePlace(chat);
        expect(
                "deletion of " + place,
                chat.delete(actor, place),
                store.messageLog().delete(new MessageLog.Deletion(chat.id, actor, place)));
    }

    private void expect(String what, Outcome<ModelMessage> model, CompletionStage<Outcome<Message>> stage) {
        Outcome<MessageShape> expected = model.map(WalkBurst::shape);
        checks.add(() -> assertThat(StoreContract.await(stage).map(WalkBurst::shape))
                .as("answer to %s", what)
                .isEqualTo(expected));
    }

    private void read(ModelChat chat, UserId reader) {
        MessageId upTo = somePlace(chat);
        Outcome<MessageId> expected = chat.read(reader, upTo);
        CompletionStage<Outcome<MessageId>> stage = store.readStates().advance(chat.id, reader, upTo);
        checks.add(() -> assertThat(StoreContract.await(stage))
                .as("answer to reading up to %s", upTo)
                .isEqualTo(expected));
    }

    private static MessageShape shape(Message message) {
        return MessageShape.of(message).readOrNot();
    }

    private static MessageShape shape(ModelMessage message) {
        return MessageShape.of(message).readOrNot();
    }
}
