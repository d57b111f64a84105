package io.vestnik.contracts;

import io.vestnik.application.FatalErrors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Records the reported errors.
public final class RecordedErrors implements FatalErrors {
    private final List<Report> reports = new CopyOnWriteArrayList<>();

    /// One report.
    public record Report(String component, Throwable error) {}

    /// Without an error yet.
    public RecordedErrors() {}

    @Override
    public void report(String component, Throwable error) {
        reports.add(new Report(component, error));
    }

    /// All reports, in order.
    public List<Report> reports() {
        return List.copyOf(reports);
    }
}
