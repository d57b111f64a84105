package io.vestnik.application.account;

/// A token that a client exchanges for a new session of the same login. The new session contains the next refresh
/// token. [#toString] hides it.
public record RefreshToken(String value) {
    @Override
    public String toString() {
        return "RefreshToken[hidden]";
    }
}
