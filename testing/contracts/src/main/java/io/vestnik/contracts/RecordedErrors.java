package io.vestnik.contracts;

import io.vestnik.application.FatalErrors;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Records all reported errors.
public final class RecordedErrors implements FatalErrors {
    private final List<Report> reports = new CopyOnWriteArrayList<>();

    /// A reported error.
    public record Report(String component, Throwable error) {}

    /// A recorder without any error.
    public RecordedErrors() {}

    @Override
    public void report(String component, Throwable error) {
        reports.add(new Report(component, error));
    }

    /// All reported errors, in the order of the reports.
    public List<Report> reports() {
        return List.copyOf(reports);
    }
}
