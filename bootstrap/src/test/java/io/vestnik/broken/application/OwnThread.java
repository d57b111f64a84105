package io.vestnik.broken.application;

/// A thread of a use case, made without the runtime.
public final class OwnThread extends Thread {}
