package io.vestnik.domain.user;

/// A password, hashed, together with the parameters and the salt it was hashed with, in the form its hasher
/// understands. Never printed.
public record PasswordHash(String value) {
    @Override
    public String toString() {
        return "PasswordHash[hidden]";
    }
}
