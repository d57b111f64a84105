package io.vestnik.application.live.feed;

import io.vestnik.application.limit.MemoryBudget;
import io.vestnik.application.runtime.NodeRuntime;
import java.util.function.IntSupplier;

/// The dependencies that all feeds of a node share.
///
/// @param largeGroupMembers a group with more members than this number is large
/// @param events the memory budget of tasks and held events
/// @param viewers the connected users
/// @param generation counts how often the stored data was replaced; [LoopFeeds#find] does not return feeds of an
///     earlier generation
/// @param runtime the clocks and threads
public record FeedContext(
        int largeGroupMembers, MemoryBudget events, Viewers viewers, IntSupplier generation, NodeRuntime runtime) {}
