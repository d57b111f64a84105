package io.vestnik.faults.run.fault;

import java.time.Duration;

/// A fault of a schedule.
///
/// @param length the time from the injection to the end of its cause
/// @param pauseAfter the time from the recovery to the next fault
public record Fault(FaultKind kind, Duration length, Duration pauseAfter) {}
