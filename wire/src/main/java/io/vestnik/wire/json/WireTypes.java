package io.vestnik.wire.json;

import io.vestnik.application.account.AccessToken;
import io.vestnik.application.account.RefreshToken;
import io.vestnik.domain.PageCursor;
import io.vestnik.domain.Texts;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.chat.ChatKind;
import io.vestnik.domain.chat.ChatTitle;
import io.vestnik.domain.chat.ChatVersion;
import io.vestnik.domain.chat.Role;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.message.MessageKey;
import io.vestnik.domain.message.MessageText;
import io.vestnik.domain.user.DeviceId;
import io.vestnik.domain.user.DeviceName;
import io.vestnik.domain.user.Email;
import io.vestnik.domain.user.Password;
import io.vestnik.domain.user.PasswordAttempt;
import io.vestnik.domain.user.UserId;
import io.vestnik.domain.user.UserName;
import io.vestnik.domain.user.Username;
import io.vestnik.wire.ErrorCode;
import io.vestnik.wire.schema.Bounds;
import io.vestnik.wire.schema.Discriminator;
import io.vestnik.wire.schema.DiscriminatorValue;
import io.vestnik.wire.schema.Schema;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The JSON forms of all types that HTTP and WebSocket use. Each form is defined once, for reading, writing and the
/// schema.
///
/// Immutable except for a cache of shapes; thread-safe.
public final class WireTypes {
    /// The maximum length of an entered password that is compared with the stored password, in code points. Every valid
    /// password is shorter. The maximum bounds the cost of the comparison.
    private static final int ATTEMPT_MAX = 1024;

    /// The maximum length of a token, in characters; the tokens of this server have a few hundred.
    private static final int TOKEN_MAX = 4096;

    /// The JSON forms of the domain's types and of Java's basic types.
    public static final WireTypes STANDARD = new WireTypes(standard());

    private final Map<Type, WireType<?>> types;
    private final Map<Class<?>, RecordShape<?>> shapes = new ConcurrentHashMap<>();

    private WireTypes(Map<Type, WireType<?>> types) {
        this.types = Map.copyOf(types);
    }

    /// A copy of these forms with one more type.
    public <T> WireTypes with(Class<T> type, WireType<T> wireType) {
        Map<Type, WireType<?>> more = new ConcurrentHashMap<>(types);
        more.put(type, wireType);
        return new WireTypes(more);
    }

    /// The JSON form of a record class. The name of its schema is the name of the class without a `Body` at the end.
    ///
    /// @throws IllegalArgumentException if a component has an unregistered type
    public <R extends Record> RecordShape<R> shape(Class<R> type) {
        RecordShape<?> known = shapes.get(type);
        if (known == null) {
            known = new RecordShape<>(type, type.getSimpleName().replaceFirst("(?<=.)Body$", ""), fields(type));
            shapes.putIfAbsent(type, known);
        }
        @SuppressWarnings("unchecked") // the map holds for each class its own shape
        RecordShape<R> shape = (RecordShape<R>) known;
        return shape;
    }

    /// The JSON form of a type.
    ///
    /// @throws IllegalArgumentException if the type is not registered
    public WireType<?> type(Type type) {
        WireType<?> known = types.get(type);
        if (known != null) {
            return known;
        }
        if (type instanceof ParameterizedType generic) {
            WireType<?> inner = type(generic.getActualTypeArguments()[0]);
            if (generic.getRawType() == List.class) {
                return Lists.list(inner, 0, Schema.INTEGER_MAX);
            }
            if (generic.getRawType() == Set.class) {
                return Lists.set(inner, 0, Schema.INTEGER_MAX);
            }
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return shape(plain.asSubclass(Record.class));
        }
        if (type instanceof Class<?> common) {
            Discriminator discriminator = common.getAnnotation(Discriminator.class);
            if (discriminator != null) {
                return union(common, discriminator.value());
            }
        }
        throw new IllegalArgumentException("no JSON form is registered for " + type);
    }

    private <T> UnionShape<T> union(Class<T> common, String property) {
        LinkedHashMap<String, Class<? extends Record>> variants = new LinkedHashMap<>();
        Class<?>[] permitted = common.getPermittedSubclasses();
        if (permitted == null) {
            throw new IllegalArgumentException(common + " has a discriminator and is not sealed");
        }
        for (Class<?> variant : permitted) {
            DiscriminatorValue value = variant.getAnnotation(DiscriminatorValue.class);
            if (value == null) {
                throw new IllegalArgumentException(variant + " has no value of the discriminator");
            }
            variants.put(value.value(), variant.asSubclass(Record.class));
        }
        return new UnionShape<>(common, common.getSimpleName(), property, variants, this);
    }

    private List<RecordShape.Field> fields(Class<? extends Record> type) {
        List<RecordShape.Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Type declared = component.getGenericType();
            Schema.Presence presence = Schema.Presence.REQUIRED;
            if (declared instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
                presence = Schema.Presence.OPTIONAL;
                declared = generic.getActualTypeArguments()[0];
            }
            WireType<?> wireType = narrowed(declared, component.getAnnotation(Bounds.class));
            @SuppressWarnings("unchecked") // the form gets only values that it made or that have its type
            WireType<Object> erased = (WireType<Object>) wireType;
            fields.add(new RecordShape.Field(component, fields.size(), erased, presence));
        }
        return fields;
    }

    private WireType<?> narrowed(Type declared, @Nullable Bounds bounds) {
        if (bounds == null) {
            return type(declared);
        }
        if (declared instanceof ParameterizedType generic) {
            WireType<?> inner = type(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == Set.class
                    ? Lists.set(inner, bounds.min(), bounds.max())
                    : Lists.list(inner, bounds.min(), bounds.max());
        }
        if (type(declared) instanceof IntegerType<?> whole) {
            return whole.between(bounds.min(), bounds.max());
        }
        throw new IllegalArgumentException("bounds are for whole numbers and lists, not for " + declared);
    }

    private static Map<Type, WireType<?>> standard() {
        return Map.ofEntries(
                Map.entry(
                        String.class,
                        Scalars.text(Schema.StringType.ofLength(0, Integer.MAX_VALUE, ""), text -> text, text -> text)),
                Map.entry(boolean.class, Scalars.BOOLEAN),
                Map.entry(Boolean.class, Scalars.BOOLEAN),
                Map.entry(int.class, new IntegerType<>(0, Integer.MAX_VALUE, 1, n -> (int) n, Integer::longValue)),
                Map.entry(Integer.class, new IntegerType<>(0, Integer.MAX_VALUE, 1, n -> (int) n, Integer::longValue)),
                Map.entry(long.class, new IntegerType<>(0, Schema.INTEGER_MAX, 1, n -> n, Long::longValue)),
                Map.entry(Long.class, new IntegerType<>(0, Schema.INTEGER_MAX, 1, n -> n, Long::longValue)),
                Map.entry(Instant.class, Scalars.INSTANT),
                Map.entry(UUID.class, Scalars.uuid(id -> id, id -> id)),
                Map.entry(UserId.class, Scalars.uuid(UserId::new, UserId::value)),
                Map.entry(DeviceId.class, Scalars.uuid(DeviceId::new, DeviceId::value)),
                Map.entry(ChatId.class, Scalars.uuid(ChatId::new, ChatId::value)),
                Map.entry(MessageKey.class, Scalars.uuid(MessageKey::new, MessageKey::value)),
                Map.entry(
                        MessageId.class,
                        new IntegerType<>(0, Schema.INTEGER_MAX, 42, MessageId::new, MessageId::value)),
                Map.entry(
                        ChatVersion.class,
                        new IntegerType<>(0, Schema.INTEGER_MAX, 57, ChatVersion::new, ChatVersion::value)),
                Map.entry(
                        MessageText.class,
                        Scalars.text(
                                Schema.StringType.ofLength(1, MessageText.LENGTH_MAX, "See you at eight?"),
                                MessageText::new,
                                MessageText::value)),
                Map.entry(
                        ChatTitle.class,
                        Scalars.text(
                                Schema.StringType.ofLength(1, ChatTitle.LENGTH_MAX, "Sunday hike"),
                                ChatTitle::chosen,
                                ChatTitle::value)),
                Map.entry(
                        UserName.class,
                        Scalars.text(
                                Schema.StringType.ofLength(1, UserName.LENGTH_MAX, "Alice"),
                                UserName::chosen,
                                UserName::value)),
                Map.entry(
                        PageCursor.class,
                        Scalars.text(
                                new Schema.StringType("", 1, 200, "^[A-Za-z0-9._-]+$", ""),
                                PageCursor::new,
                                PageCursor::value)),
                Map.entry(
                        DeviceName.class,
                        Scalars.text(
                                Schema.StringType.ofLength(1, DeviceName.LENGTH_MAX, "Alice's phone"),
                                DeviceName::new,
                                DeviceName::value)),
                Map.entry(
                        Username.class,
                        Scalars.text(
                                new Schema.StringType(
                                        "", Username.LENGTH_MIN, Username.LENGTH_MAX, "^[A-Za-z0-9_]+$", "alice_l"),
                                Username::new,
                                Username::value)),
                Map.entry(
                        Email.class,
                        Scalars.text(
                                new Schema.StringType("email", 1, Email.LENGTH_MAX, "", "alice@example.org"),
                                Email::new,
                                Email::value)),
                Map.entry(
                        Password.class,
                        Scalars.text(
                                new Schema.StringType(
                                        "password",
                                        Password.LENGTH_MIN,
                                        Password.LENGTH_MAX,
                                        "",
                                        "correct horse battery"),
                                Password::new,
                                Password::value)),
                Map.entry(
                        PasswordAttempt.class,
                        Scalars.text(
                                new Schema.StringType("password", 0, ATTEMPT_MAX, "", "correct horse battery"),
                                text -> new PasswordAttempt(Texts.require(text, 0, ATTEMPT_MAX)),
                                PasswordAttempt::value)),
                Map.entry(AccessToken.class, token(AccessToken::new, AccessToken::value)),
                Map.entry(RefreshToken.class, token(RefreshToken::new, RefreshToken::value)),
                Map.entry(ErrorCode.class, Scalars.enumeration(List.of(ErrorCode.values()), ErrorCode::code)),
                Map.entry(ChatKind.class, Scalars.enumeration(ChatKind.class)),
                Map.entry(Role.class, Scalars.enumeration(Role.class)));
    }

    private static <T> WireType<T> token(Function<String, T> make, Function<T, String> text) {
        return Scalars.text(
                Schema.StringType.ofLength(1, TOKEN_MAX, ""),
                value -> make.apply(Texts.require(value, 1, TOKEN_MAX)),
                text);
    }
}
