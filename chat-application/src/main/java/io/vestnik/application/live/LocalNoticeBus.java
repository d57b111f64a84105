package io.vestnik.application.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The bus of a single node: the publishing thread passes each notice to the listeners.
public final class LocalNoticeBus implements NoticeBus {
    private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public void publish(Notice notice) {
        for (Consumer<Notice> listener : listeners) {
            listener.accept(notice);
        }
    }

    @Override
    public Subscription subscribe(Consumer<Notice> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
