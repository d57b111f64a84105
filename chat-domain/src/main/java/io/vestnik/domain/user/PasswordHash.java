package io.vestnik.domain.user;

/// A hashed password with its parameters and salt, in the format of the hasher. [#toString] hides it.
public record PasswordHash(String value) {
    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }
}
