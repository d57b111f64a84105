package io.vestnik.postgres.chat;

import io.vestnik.postgres.transaction.Database;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the identity of the stored data, and renews it when the data went back in time. Thread-safe.
///
/// The identity is composed of the name of the data set, the server's identifier and the server's time line. A restore
/// from a backup changes the name; a physical restore copies the name, but changes the identifier or the time line. If
/// an operator copies an earlier state of the database's files back, all three stay the same. Either of two
/// observations reveals such a copy: the identity is the same, but the write-ahead log is shorter than this node has
/// seen it before; or an identity that had been replaced is current again.
///
/// Of many reads within a quarter of a second only one queries the database.
final class DataEpoch {
    private static final Logger LOG = LoggerFactory.getLogger(DataEpoch.class);

    /// The maximum number of replaced identities that are remembered; they take about 100 KB. In practice there are far
    /// fewer: an identity is replaced only by an operator or after a loss of data.
    private static final int REPLACED_MAX = 1_000;

    private static final String EPOCH = """
        epoch || '-' || (select system_identifier from pg_control_system()) || '-'
              || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)\
        """;

    private final Source source;
    private final SharedQuery<String> recent;
    /// The replaced identities, the oldest first. They need no lock: only [#read] uses them, and [SharedQuery] runs one
    /// read at a time.
    private final Set<String> replaced = new LinkedHashSet<>();

    private @Nullable Reading last;

    DataEpoch(Source source) {
        this.source = source;
        this.recent = new SharedQuery<>(this::read);
    }

    DataEpoch(Database database) {
        this(new Source() {
            @Override
            public Reading read() {
                return database.read(
                        "reading the epoch",
                        handle -> handle.createQuery("select " + EPOCH + """
                                     as epoch, pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint as flushed
                              from meta\
                            """)
                                .map((row, context) -> new Reading(row.getString("epoch"), row.getLong("flushed")))
                                .one());
            }

            @Override
            public void renew(String known) {
                int unused = database.change(
                        "renewing the epoch",
                        handle -> handle.createUpdate(
                                        "update meta set epoch = gen_random_uuid() where " + EPOCH + " = :known")
                                .bind("known", known)
                                .execute());
            }
        });
    }

    /// The current identity.
    String current() {
        return recent.get();
    }

    /// Renews the identity unless it has changed since `known` was read. Returns the current identity.
    String renew(String known) {
        source.renew(known);
        recent.forget();
        return recent.get();
    }

    private String read() {
        Reading now = source.read();
        if (wentBack(now)) {
            LOG.warn("event=data_went_back epoch={} flushed_bytes={}", now.epoch(), now.flushed());
            source.renew(now.epoch());
            now = source.read();
        }
        if (last != null && !last.epoch().equals(now.epoch())) {
            replaced.add(last.epoch());
            if (replaced.size() > REPLACED_MAX) {
                replaced.remove(replaced.iterator().next());
            }
        }
        last = now;
        return now.epoch();
    }

    private boolean wentBack(Reading now) {
        if (last == null) {
            return false;
        }
        return now.epoch().equals(last.epoch()) ? now.flushed() < last.flushed() : replaced.contains(now.epoch());
    }

    /// The identity of the data, and how many bytes of its write-ahead log are on disk. These bytes survive a crash, so
    /// their number never decreases as long as the data is the same.
    record Reading(String epoch, long flushed) {}

    /// Reads and replaces the stored identity of the data.
    interface Source {
        Reading read();

        /// Replaces the stored identity if it still equals `known`.
        void renew(String known);
    }
}
