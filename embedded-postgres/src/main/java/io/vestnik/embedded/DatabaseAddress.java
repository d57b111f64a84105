package io.vestnik.embedded;

/// Where a database is and how to get in.
///
/// @param jdbcUrl without user and password, so that it may be logged
/// @param password never shown, neither here nor in [#toString]
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
