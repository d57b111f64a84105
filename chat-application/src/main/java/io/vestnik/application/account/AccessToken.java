package io.vestnik.application.account;

/// The token that a client sends with every request to authenticate itself. Never printed.
public record AccessToken(String value) {
    @Override
    public String toString() {
        return "AccessToken[hidden]";
    }
}
