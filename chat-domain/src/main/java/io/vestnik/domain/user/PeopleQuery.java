package io.vestnik.domain.user;

import io.vestnik.domain.InvalidValueException;
import io.vestnik.domain.Texts;
import java.util.Locale;

/// What to find people by.
public sealed interface PeopleQuery {
    /// In code points; fewer would list everybody in a few queries.
    int PREFIX_MIN = 3;

    /// Everybody whose name ([UserName#folded]) or username begins with this.
    ///
    /// @param folded as [UserName#folded], [#PREFIX_MIN] to [UserName#LENGTH_MAX] code points
    record Prefix(String folded) implements PeopleQuery {}

    /// The one whose whole address this is.
    record Address(Email email) implements PeopleQuery {}

    /// Reads what somebody typed: an address where there is an `@` within, else a beginning, with or without an `@`
    /// before it.
    ///
    /// @throws InvalidValueException if it is too short or too long, or an address that cannot be
    static PeopleQuery of(String typed) {
        String text = Texts.require(typed, 1, Email.LENGTH_MAX).strip();
        if (text.indexOf('@') > 0) {
            return new Address(new Email(text));
        }
        String folded = UserName.fold(text.startsWith("@") ? text.substring(1) : text);
        int length = folded.codePointCount(0, folded.length());
        if (length < PREFIX_MIN || length > UserName.LENGTH_MAX) {
            throw new InvalidValueException(String.format(
                    Locale.ROOT,
                    "must be an email address, or have %d to %d characters",
                    PREFIX_MIN,
                    UserName.LENGTH_MAX));
        }
        return new Prefix(folded);
    }
}
