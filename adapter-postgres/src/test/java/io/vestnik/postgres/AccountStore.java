package io.vestnik.postgres;

import io.vestnik.contracts.RecordedEvents;

/// The store that the tests of the account contracts share. Each contract uses its own users. The store is opened once
/// in a JVM.
final class AccountStore {
    private AccountStore() {}

    static PostgresStore shared() {
        return Shared.STORE;
    }

    /// Opens the store on first use.
    private static final class Shared {
        static final PostgresStore STORE = open();

        private static PostgresStore open() {
            PostgresStore store = TestDatabase.open(TestDatabase.create(), new RecordedEvents());
            Runtime.getRuntime().addShutdownHook(new Thread(store::close, "account-store"));
            return store;
        }
    }
}
