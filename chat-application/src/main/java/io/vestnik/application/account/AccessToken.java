package io.vestnik.application.account;

/// The token that a client sends with every request to authenticate itself. [#toString] hides it.
public record AccessToken(String value) {
    @Override
    public String toString() {
        return "AccessToken[hidden]";
    }
}
