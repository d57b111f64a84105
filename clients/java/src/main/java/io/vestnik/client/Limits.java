package io.vestnik.client;

/// The server's limits from `ready`; 0 if the server did not announce one.
///
/// @param textMax code points of a message
/// @param titleMax code points of a group's title
/// @param frameBytesMax bytes of one frame to the server
/// @param largeGroup in groups with more members, some events are omitted or shortened
/// @param sendsPerSecond per user; 0 = none or not announced
public record Limits(
        int textMax, int titleMax, int frameBytesMax, int groupMembersMax, int largeGroup, int sendsPerSecond) {}
