package io.vestnik.postgres.connection;

import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.ContentHash;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.read.MarksVersion;
import io.vestnik.domain.user.Device;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.PasswordHash;
import io.vestnik.domain.user.TokenHash;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How each type of the domain is stored. [VestnikJdbi] registers these codecs with jdbi.
public final class Codecs {
    public static final ValueCodec<ChatId, UUID> CHAT_ID = uuid(ChatId.class, ChatId::new, ChatId::value);
    public static final ValueCodec<UserId, UUID> USER_ID = uuid(UserId.class, UserId::new, UserId::value);
    public static final ValueCodec<DeviceId, UUID> DEVICE_ID = uuid(DeviceId.class, DeviceId::new, DeviceId::value);
    static final ValueCodec<MessageKey, UUID> MESSAGE_KEY = uuid(MessageKey.class, MessageKey::new, MessageKey::value);

    public static final ValueCodec<MessageId, Long> MESSAGE_ID =
            number(MessageId.class, MessageId::new, MessageId::value);
    public static final ValueCodec<ChatVersion, Long> CHAT_VERSION =
            number(ChatVersion.class, ChatVersion::new, ChatVersion::value);
    public static final ValueCodec<MarksVersion, Long> MARKS_VERSION =
            number(MarksVersion.class, MarksVersion::new, MarksVersion::value);
    static final ValueCodec<ContentHash, Long> CONTENT_HASH =
            number(ContentHash.class, ContentHash::new, ContentHash::value);

    public static final ValueCodec<MessageText, String> MESSAGE_TEXT =
            text(MessageText.class, MessageText::new, MessageText::value);
    public static final ValueCodec<ChatTitle, String> CHAT_TITLE =
            text(ChatTitle.class, ChatTitle::new, ChatTitle::value);
    public static final ValueCodec<UserName, String> USER_NAME = text(UserName.class, UserName::new, UserName::value);
    public static final ValueCodec<Username, String> USERNAME = text(Username.class, Username::new, Username::value);
    public static final ValueCodec<Email, String> EMAIL = text(Email.class, Email::new, Email::value);
    public static final ValueCodec<PasswordHash, String> PASSWORD_HASH =
            text(PasswordHash.class, PasswordHash::new, PasswordHash::value);
    public static final ValueCodec<DeviceName, String> DEVICE_NAME =
            text(DeviceName.class, DeviceName::new, DeviceName::value);
    public static final ValueCodec<TokenHash, String> TOKEN_HASH =
            text(TokenHash.class, TokenHash::new, TokenHash::value);

    public static final ValueCodec<ChatKind, String> CHAT_KIND = choice(ChatKind.class);
    public static final ValueCodec<Role, String> ROLE = choice(Role.class);
    public static final ValueCodec<Device.EndReason, String> DEVICE_END_REASON = choice(Device.EndReason.class);

    public static final ValueCodec<Instant, OffsetDateTime> INSTANT = new ValueCodec<>(
            Instant.class,
            OffsetDateTime.class,
            "timestamptz",
            OffsetDateTime::toInstant,
            instant -> instant.atOffset(ZoneOffset.UTC));

    static final List<ValueCodec<?, ?>> ALL = List.of(
            CHAT_ID,
            USER_ID,
            DEVICE_ID,
            MESSAGE_KEY,
            MESSAGE_ID,
            CHAT_VERSION,
            MARKS_VERSION,
            CONTENT_HASH,
            MESSAGE_TEXT,
            CHAT_TITLE,
            USER_NAME,
            USERNAME,
            EMAIL,
            PASSWORD_HASH,
            DEVICE_NAME,
            TOKEN_HASH,
            CHAT_KIND,
            ROLE,
            DEVICE_END_REASON,
            INSTANT);

    private Codecs() {}

    private static <T> ValueCodec<T, UUID> uuid(Class<T> value, Function<UUID, T> read, Function<T, UUID> write) {
        return new ValueCodec<>(value, UUID.class, "uuid", read, write);
    }

    private static <T> ValueCodec<T, Long> number(Class<T> value, Function<Long, T> read, Function<T, Long> write) {
        return new ValueCodec<>(value, Long.class, "bigint", read, write);
    }

    private static <T> ValueCodec<T, String> text(Class<T> value, Function<String, T> read, Function<T, String> write) {
        return new ValueCodec<>(value, String.class, "text", read, write);
    }

    /// Stores the constants of an enum by their names in lower case.
    private static <E extends Enum<E>> ValueCodec<E, String> choice(Class<E> value) {
        Map<String, E> byName = Arrays.stream(value.getEnumConstants())
                .collect(Collectors.toUnmodifiableMap(Codecs::name, Function.identity()));
        return text(value, name -> constant(value, byName, name), Codecs::name);
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static <E> E constant(Class<E> value, Map<String, E> byName, String name) {
        E found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException(value.getSimpleName() + " has no " + name);
        }
        return found;
    }
}
