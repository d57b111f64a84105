package io.vestnik.application.account;

/// A token that a client exchanges, once, for a new session of the same login. [#toString] hides it.
public record RefreshToken(String value) {
    @Override
    public String toString() {
        return "RefreshToken[hidden]";
    }
}
