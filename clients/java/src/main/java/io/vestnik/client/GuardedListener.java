package io.vestnik.client;

/// Passes events to the listener of the program that embeds the client. An exception of that listener is passed to the
/// handler of uncaught exceptions, so that it neither stops the client nor makes the client skip a frame. Only
/// {@link #session} throws the exception to its caller, because tokens that were not stored must not be used.
final class GuardedListener implements ClientListener {
    private final ClientListener listener;

    GuardedListener(ClientListener listener) {
        this.listener = listener;
    }

    @Override
    public void state(State state) {
        guarded(() -> listener.state(state));
    }

    @Override
    public void event(ServerFrame.Event event) {
        guarded(() -> listener.event(event));
    }

    @Override
    public void session(Session session) {
        listener.session(session);
    }

    @Override
    public void broken(Anomaly anomaly) {
        guarded(() -> listener.broken(anomaly));
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            report(e);
        }
    }

    /// Passes an exception to the current thread's handler of uncaught exceptions.
    static void report(RuntimeException unexpected) {
        Thread current = Thread.currentThread();
        current.getUncaughtExceptionHandler().uncaughtException(current, unexpected);
    }
}
