package io.vestnik.application.account;

/// What a client shows with every request to say who it is. Never printed.
public record AccessToken(String value) {
    @Override
    public String toString() {
        return "AccessToken[hidden]";
    }
}
