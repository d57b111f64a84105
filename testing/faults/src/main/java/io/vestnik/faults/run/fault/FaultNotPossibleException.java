package io.vestnik.faults.run.fault;

/// The target of a fault does not exist at the moment, such as a backend while no statement runs.
public final class FaultNotPossibleException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param reason what does not exist
    public FaultNotPossibleException(String reason) {
        super(reason);
    }
}
