package io.vestnik.faults.run.client;

import io.vestnik.faults.run.history.FrameHistory;
import io.vestnik.faults.run.history.HttpHistory;

/// Where the observations of one client are recorded.
///
/// @param frames records its frames
/// @param http records its HTTP requests
public record Recording(FrameHistory frames, HttpHistory http) {}
