package io.vestnik.postgres;

import io.vestnik.contracts.RecordedEvents;

/// The shared store of the account contracts, which each use their own users: opened once in a JVM.
final class AccountStore {
    private AccountStore() {}

    static PostgresStore shared() {
        return Shared.STORE;
    }

    /// Opened on first use.
    private static final class Shared {
        static final PostgresStore STORE = open();

        private static PostgresStore open() {
            PostgresStore store = TestDatabase.open(TestDatabase.create(), new RecordedEvents());
            Runtime.getRuntime().addShutdownHook(new Thread(store::close, "account-store"));
            return store;
        }
    }
}
