package io.vestnik.application.live.session;

import io.vestnik.application.live.LiveEvent;
import io.vestnik.application.live.Resume;
import io.vestnik.domain.chat.ChatId;
import io.vestnik.domain.message.MessageId;
import io.vestnik.domain.read.ReadStates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The last part of a replay: sends, page by page, the marks that differ from the marks at the client. Owned by the
/// thread that runs the replay.
final class MarksReplay {
    /// The number of chats whose marks are read together and sent in one frame.
    private static final int PAGE_CHATS = 500;

    /// The memory that is counted for the marks of one chat, in bytes.
    private static final int MARKS_BYTES = 256;

    private final ReplayTarget target;
    private final ReadStates readStates;
    private final Resume.Since since;
    private final Replays.Running pages;
    private final Map<ChatId, MessageId> allRead = new HashMap<>();

    MarksReplay(ReplayTarget target, ReadStates readStates, Resume.Since since, Replays.Running pages) {
        this.target = target;
        this.readStates = readStates;
        this.since = since;
        this.pages = pages;
    }

    /// Sends the marks that differ from the marks at the client.
    ///
    /// @param known the all-read marks that the replay has already sent, by chat
    /// @return the all-read marks that the client has now, by chat
    Map<ChatId, MessageId> run(Map<ChatId, MessageId> known) {
        allRead.putAll(known);
        List<ChatId> listed = List.copyOf(since.chats().keySet());
        boolean sent = false;
        for (int from = 0; from < listed.size(); from += PAGE_CHATS) {
            List<ChatId> chats = listed.subList(from, Math.min(listed.size(), from + PAGE_CHATS));
            sent |= pages.page((long) chats.size() * MARKS_BYTES, page -> addMarks(page, chats));
        }
        if (!sent) {
            target.sink().replay(new LiveEvent.MarksSummary(List.of()));
        }
        return allRead;
    }

    private boolean addMarks(Replays.Page page, List<ChatId> chats) {
        List<ReadStates.Marks> differing = differing(chats);
        if (!differing.isEmpty()) {
            page.add(new LiveEvent.MarksSummary(differing));
        }
        return !differing.isEmpty();
    }

    private List<ReadStates.Marks> differing(List<ChatId> chats) {
        List<ReadStates.Marks> differing = new ArrayList<>();
        for (ReadStates.Marks marks : readStates.marks(target.userId(), chats)) {
            allRead.merge(marks.chatId(), marks.allReadUpTo(), MessageId::max);
            Resume.Cursor cursor = since.chats().get(marks.chatId());
            boolean same = cursor != null
                    && cursor.marks()
                            .filter(m -> m.equals(new Resume.Marks(marks.readUpTo(), marks.allReadUpTo())))
                            .isPresent();
            if (!same) {
                differing.add(marks);
            }
        }
        return differing;
    }
}
