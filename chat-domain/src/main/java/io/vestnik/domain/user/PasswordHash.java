package io.vestnik.domain.user;

/// A hashed password with its parameters and salt, in the form of its hasher. Never printed.
public record PasswordHash(String value) {
    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }
}
