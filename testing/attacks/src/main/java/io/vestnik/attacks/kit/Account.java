package io.vestnik.attacks.kit;

import com.fasterxml.jackson.databind.JsonNode;

/// A registered user with one device.
public record Account(
        String userId, String deviceId, String email, String password, String token, String refreshToken) {

    static Account of(JsonNode session, String email, String password) {
        return new Account(
                session.path("userId").asText(),
                session.path("deviceId").asText(),
                email,
                password,
                session.path("accessToken").asText(),
                session.path("refreshToken").asText());
    }

    @Override
    public String toString() {
        return "user " + userId;
    }
}
