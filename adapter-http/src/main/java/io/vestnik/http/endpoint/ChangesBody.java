package io.vestnik.http.endpoint;

import io.vestnik.domain.chat.Chat;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Member;
import io.vestnik.domain.event.ChatEvent;
import io.vestnik.domain.message.Changes;
import io.vestnik.wire.body.MemberBody;
import io.vestnik.wire.body.MessageBody;
import io.vestnik.wire.body.SharedChatBody;
import io.vestnik.wire.schema.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The changes of a chat, on the wire.
@Description("The present state of what changed in a chat after some version.")
record ChangesBody(
        @Description("Everything that changed up to this version is here, or was before.")
        ChatVersion version,

        @Description("False: there is more, ask again from `version`.")
        boolean complete,

        @Description("Present if properties shared by all members changed.")
        Optional<SharedChatBody> chat,

        @Description("In version order.") List<MemberBody> members,
        @Description("In version order.") List<MessageBody> messages) {

    /// Makes the body of `/changes`, with separate lists of members and messages.
    static ChangesBody of(Changes changes) {
        Optional<Chat> chat = Optional.empty();
        List<Member> members = new ArrayList<>();
        for (ChatEvent.Versioned event : changes.events()) {
            switch (event) {
                case ChatEvent.MessagePosted posted -> {}
                case ChatEvent.MessageChanged changed -> {}
                case ChatEvent.ChatOpened opened -> {
                    chat = Optional.of(opened.chat());
                    members.addAll(opened.members());
                }
                case ChatEvent.ChatRetitled retitled -> chat = Optional.of(retitled.chat());
                case ChatEvent.MembersChanged changed -> {
                    chat = Optional.of(changed.chat());
                    members.addAll(changed.members());
                }
            }
        }
        return new ChangesBody(
                changes.upTo(),
                changes.complete(),
                chat.map(SharedChatBody::of),
                members.stream().map(MemberBody::of).toList(),
                changes.messages().stream().map(MessageBody::of).toList());
    }
}
