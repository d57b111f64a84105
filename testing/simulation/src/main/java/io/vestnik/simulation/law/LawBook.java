package io.vestnik.simulation.law;

/// The checks that the parts of a world share.
///
/// @param sends the attempts to send
/// @param devices the devices and their connections
public record LawBook(CommitOracle oracle, SendLaws sends, DeviceLaws devices) {}
