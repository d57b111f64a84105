package io.vestnik.embedded;

/// The address of a database, and the credentials for it.
///
/// @param jdbcUrl contains neither user nor password, so it may be logged
/// @param password never printed, not even by [#toString]
public record DatabaseAddress(String jdbcUrl, String user, String password) {

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
