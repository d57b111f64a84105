package io.vestnik.domain.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.vestnik.domain.Refusal;
import io.vestnik.domain.chat.GroupRights.ActorTarget;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The permissions as a table: a row for each role, a column for each action.
final class GroupRightsTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
        # kind,  role,   retitle, delete, add,   leave
        GROUP,   OWNER,  true,    true,   true,  true
        GROUP,   ADMIN,  true,    false,  true,  true
        GROUP,   MEMBER, false,   false,  false, true
        DIRECT,  OWNER,  false,   false,  false, false
        DIRECT,  ADMIN,  false,   false,  false, false
        DIRECT,  MEMBER, false,   false,  false, false
        """)
    void each_role_has_its_rights_in_each_kind_of_chat(
            ChatKind kind, Role role, boolean retitle, boolean delete, boolean add, boolean leave) {
        assertAllowed(retitle, GroupRights.retitle(kind, role));
        assertAllowed(delete, GroupRights.delete(kind, role));
        assertAllowed(add, GroupRights.add(kind, role));
        assertAllowed(leave, GroupRights.leave(kind));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        # actor, an owner, an admin, a member
        OWNER,   true,     true,     true
        ADMIN,   false,    false,    true
        MEMBER,  false,    false,    false
        """)
    void roles_that_may_remove_other_roles(Role actor, boolean owner, boolean admin, boolean member) {
        assertAllowed(owner, GroupRights.remove(ChatKind.GROUP, actor, Role.OWNER));
        assertAllowed(admin, GroupRights.remove(ChatKind.GROUP, actor, Role.ADMIN));
        assertAllowed(member, GroupRights.remove(ChatKind.GROUP, actor, Role.MEMBER));
        assertAllowed(false, GroupRights.remove(ChatKind.DIRECT, actor, Role.MEMBER));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        # actor, target, OWNER, ADMIN, MEMBER
        OWNER,   OTHER,   true,  true,  true
        OWNER,   SELF,    true,  false, false
        ADMIN,   OTHER,   false, false, false
        ADMIN,   SELF,    false, false, false
        MEMBER,  OTHER,   false, false, false
        MEMBER,  SELF,    false, false, false
        """)
    void roles_that_may_be_given(Role actor, ActorTarget target, boolean owner, boolean admin, boolean member) {
        assertAllowed(owner, GroupRights.changeRole(ChatKind.GROUP, actor, target, Role.OWNER));
        assertAllowed(admin, GroupRights.changeRole(ChatKind.GROUP, actor, target, Role.ADMIN));
        assertAllowed(member, GroupRights.changeRole(ChatKind.GROUP, actor, target, Role.MEMBER));
        assertAllowed(false, GroupRights.changeRole(ChatKind.DIRECT, actor, target, Role.ADMIN));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        # actor, their own, of others
        OWNER,   true,      true
        ADMIN,   true,      true
        MEMBER,  true,      false
        """)
    void roles_that_may_delete_messages(Role actor, boolean own, boolean ofOthers) {
        assertAllowed(own, GroupRights.deleteMessage(actor, ActorTarget.SELF));
        assertAllowed(ofOthers, GroupRights.deleteMessage(actor, ActorTarget.OTHER));
    }

    @Test
    void only_authors_edit_messages() {
        assertAllowed(true, GroupRights.editMessage(ActorTarget.of("author", "author")));
        assertAllowed(false, GroupRights.editMessage(ActorTarget.of("other", "author")));
    }

    private static void assertAllowed(boolean allowed, Optional<Refusal> answer) {
        assertThat(answer).isEqualTo(allowed ? Optional.empty() : Optional.of(Refusal.FORBIDDEN));
    }
}
