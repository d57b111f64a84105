package io.vestnik.broken.websocket;

/// Public only for the other packages of its module.
public final class InternalType {}
