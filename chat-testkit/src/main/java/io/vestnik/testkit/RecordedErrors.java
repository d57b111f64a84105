package io.vestnik.testkit;

import io.vestnik.application.FatalErrors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers the errors that were reported.
public final class RecordedErrors implements FatalErrors {
    private final List<Report> reports = new CopyOnWriteArrayList<>();

    /// One report.
    public record Report(String component, Throwable error) {}

    /// A node without an error yet.
    public RecordedErrors() {}

    @Override
    public void report(String component, Throwable error) {
        reports.add(new Report(component, error));
    }

    /// What was reported, in order.
    public List<Report> reports() {
        return List.copyOf(reports);
    }
}
