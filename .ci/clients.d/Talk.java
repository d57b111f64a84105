import generated.ApiClient;
import generated.ApiException;
import generated.ApiResponse;
import generated.api.AuthApi;
import generated.api.ChatsApi;
import generated.api.MessagesApi;
import generated.api.ReadingApi;
import generated.api.UsersApi;
import generated.model.*;
import java.util.List;
import java.util.UUID;

/** The ten calls of the README, made with the generated client. */
final class Talk {
    private static final String RUN = UUID.randomUUID().toString();

    private Talk() {}

    public static void main(String[] args) throws ApiException {
        String address = args[0];
        Session ada = register(address, "Ada");
        Session bob = register(address, "Bob");
        ApiClient asAda = client(address, ada);
        ApiClient asBob = client(address, bob);

        same("Ada", new UsersApi(asAda).getMe().getName());
        NewDirectChat direct =
                new NewDirectChat().kind(NewDirectChat.KindEnum.DIRECT).userId(bob.getUserId());
        Chat chat = new ChatsApi(asAda).openChat(new NewChat(direct), null);
        UUID key = UUID.randomUUID();
        NewMessage hello = new NewMessage().text("Hello, Bob");
        MessagesApi messages = new MessagesApi(asAda);
        same(1L, messages.sendMessage(chat.getId(), hello, key).getId());
        ApiResponse<Message> again = messages.sendMessageWithHttpInfo(chat.getId(), hello, key);
        same(200, again.getStatusCode());
        same(1L, again.getData().getId());
        same(1L, new MessagesApi(asBob).getHistory(chat.getId(), null, null).getTotal());
        new MessagesApi(asBob)
                .sendMessage(chat.getId(), new NewMessage().text("Hello!").replyTo(1L), null);
        same(
                1L,
                new ReadingApi(asBob)
                        .markRead(chat.getId(), new ReadMarking().upTo(1L))
                        .getReadUpTo());
        Message edited = messages.editMessage(chat.getId(), 1L, new TextChange().text("Hello, dear Bob"));
        same("Hello, dear Bob", edited.getText());
        same(true, edited.getRead());
        NewGroup group =
                new NewGroup().kind(NewGroup.KindEnum.GROUP).title("Engines").memberIds(List.of(bob.getUserId()));
        same(
                "Engines",
                new ChatsApi(asAda)
                        .openChat(new NewChat(group), UUID.randomUUID())
                        .getTitle());
        Changes changes = messages.getChanges(chat.getId(), 2L, null);
        same(true, changes.getComplete());
        same(2, changes.getMessages().size());
        try {
            messages.getMessage(chat.getId(), 99L);
            throw new AssertionError("there is no message 99");
        } catch (ApiException expected) {
            same(404, expected.getCode());
            same(true, expected.getResponseBody().contains("message_not_found"));
        }
        System.out.println("the generated Java client held a conversation");
    }

    private static Session register(String address, String name) throws ApiException {
        return new AuthApi(client(address))
                .register(new Registration()
                        .name(name)
                        .email(name.toLowerCase(java.util.Locale.ROOT) + "-" + RUN + "@example.org")
                        .password("correct horse"));
    }

    private static ApiClient client(String address) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(address);
        return client;
    }

    private static ApiClient client(String address, Session session) {
        ApiClient client = client(address);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + session.getAccessToken()));
        return client;
    }

    private static void same(Object expected, Object actual) {
        // The generated code may represent the same number as an `Integer` or as a `Long`, so numbers are compared by
        // value.
        boolean equal = expected instanceof Number one && actual instanceof Number other
                ? one.longValue() == other.longValue()
                : expected.equals(actual);
        if (!equal) {
            throw new AssertionError("expected " + expected + ", got " + actual);
        }
    }
}
