package io.vestnik.client;

/// The limits that the server announces in `ready`. A value is 0 if the server did not announce the limit.
///
/// @param textMax the maximum length of a message's text, in code points
/// @param titleMax the maximum length of a group's title, in code points
/// @param frameBytesMax the maximum size of a frame that a client sends, in bytes
/// @param groupMembersMax the maximum number of members of a group
/// @param largeGroup the number of members above which a group is large, so that some events are omitted or shortened
/// @param sendsPerSecond the maximum rate of a user's sends; 0 also means that there is no limit
public record Limits(
        int textMax, int titleMax, int frameBytesMax, int groupMembersMax, int largeGroup, int sendsPerSecond) {}
