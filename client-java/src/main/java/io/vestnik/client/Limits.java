package io.vestnik.client;

/// The server's limits, as `ready` announces them; 0 where this server did not say.
///
/// @param textMax code points of a message
/// @param titleMax code points of a group's title
/// @param frameBytesMax bytes of one frame to the server
/// @param largeGroup above this many members some events are thinner
/// @param sendsPerSecond per user; 0 = none or not said
public record Limits(
        int textMax, int titleMax, int frameBytesMax, int groupMembersMax, int largeGroup, int sendsPerSecond) {}
