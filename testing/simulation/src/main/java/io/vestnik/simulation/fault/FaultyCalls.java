package io.vestnik.simulation.fault;

import io.vestnik.domain.StoreUnavailableException;
import java.util.function.Supplier;

/// Lets reads of the store fail or take long.
///
/// @param slow the kind of a slow read
public record FaultyCalls(Faults faults, Pauses pauses, FaultKind slow) {

    /// Reads. A slow read returns the state of its beginning or of its end.
    ///
    /// @throws StoreUnavailableException if the read fails
    <T> T read(Supplier<T> read) {
        if (faults.hits(FaultKind.READ_FAILED)) {
            throw new StoreUnavailableException("reading: the connection was lost");
        }
        if (!faults.hits(slow)) {
            return read.get();
        }
        if (faults.coin(slow)) {
            T early = read.get();
            pauses.pause(faults.delay(slow));
            return early;
        }
        pauses.pause(faults.delay(slow));
        return read.get();
    }
}
