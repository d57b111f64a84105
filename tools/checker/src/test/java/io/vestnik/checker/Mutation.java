package io.vestnik.checker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Changes a correct history in one place, so that it violates a law.
enum Mutation {
    DROP_AN_EVENT(Law.L4) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            lines.remove(any(lines, random, i -> isEvent(lines.get(i)) && isLive(lines, i) && next(lines, i) > 0));
        }
    },
    DROP_THE_LAST_EVENT(Law.L4) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int last = any(lines, random, i -> isEvent(lines.get(i)) && next(lines, i) < 0 && !isClosed(lines, i));
            lines.remove(last);
        }
    },
    REPEAT_AN_EVENT(Law.L4) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int event = any(lines, random, i -> isEvent(lines.get(i)));
            lines.add(event, lines.get(event).deepCopy());
        }
    },
    SWAP_EVENTS(Law.L4) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int first = any(
                    lines,
                    random,
                    i -> isEvent(lines.get(i))
                            && isLive(lines, i)
                            && next(lines, i) > 0
                            && isEvent(lines.get(next(lines, i))));
            int second = next(lines, first);
            long time = lines.get(first).path("t").asLong();
            lines.get(first).put("t", lines.get(second).path("t").asLong());
            lines.get(second).put("t", time);
            Collections.swap(lines, first, second);
        }
    },
    LOSE_A_MESSAGE(Law.L3) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            ArrayNode items = items(lines.get(any(lines, random, i -> isFinalPage(lines, i))));
            items.remove(random.nextInt(items.size()));
        }
    },
    STORE_ANOTHER_MESSAGE(Law.L1) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            finalMessage(lines, random, "seq").put("seq", 1_000_000);
        }
    },
    SHIFT_A_TIME(Law.L1) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            ObjectNode message = finalMessage(lines, random, "at");
            message.put("at", message.path("at").asLong() - 1_000_000);
        }
    },
    ANSWER_TWICE_AS_FIRST(Law.L2) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int answer = any(lines, random, i -> isFirstAnswer(lines.get(i)));
            ObjectNode sent = lines.get(answer).deepCopy();
            sent.remove("n");
            ObjectNode send = sent.deepCopy().put("e", "send");
            lines.addAll(answer + 1, List.of(send, sent));
        }
    },
    SEND_AFTER_A_HIGHER_ID(Law.REAL_TIME) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int send = any(lines, random, i -> overtaken(lines, i) > 0);
            int answer = overtaken(lines, send);
            ObjectNode late =
                    lines.get(send).put("t", lines.get(answer).path("t").asLong() + 1);
            lines.add(answer + 1, late);
            lines.remove(send);
        }
    },
    SWAP_SENDS(Law.L9) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int first = any(
                    lines,
                    random,
                    i -> i + 1 < lines.size()
                            && isOnOneConnection(lines.get(i), lines.get(i + 1))
                            && answerOf(lines, i) > 0
                            && answerOf(lines, i + 1) > 0);
            long number = lines.get(first).path("seq").asLong();
            lines.get(first).put("seq", lines.get(first + 1).path("seq").asLong());
            lines.get(first + 1).put("seq", number);
        }
    },
    MOVE_A_MARK_BACK(Law.L5) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            lines.get(any(
                            lines,
                            random,
                            i -> is(lines.get(i), "marked")
                                    && lines.get(i).path("readUpTo").asLong() > 0))
                    .put("readUpTo", 0);
        }
    },
    UNREAD_A_MESSAGE(Law.L5) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            finalMessage(lines, random, "read").remove("read");
        }
    },
    COUNT_ONE_MORE(Law.L6) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            ObjectNode state = lines.get(any(lines, random, i -> is(lines.get(i), "state")));
            state.put("unread", state.path("unread").asLong() + 1);
        }
    },
    LEAK_AN_EVENT(Law.L7) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int event = any(lines, random, i -> isEvent(lines.get(i)));
            ObjectNode leaked = lines.get(event).deepCopy().put("c", 99).put("n", 1);
            List<ObjectNode> connection = new ArrayList<>();
            for (String kind : List.of("client", "stranger", "open", "hello", "ready", "live", "message", "close")) {
                ObjectNode line = leaked.deepCopy().put("e", kind).put("user", 99);
                connection.add(line.put("epoch", "e1").put("code", 1000));
            }
            lines.addAll(event + 1, connection);
        }
    },
    LEAVE_A_REQUEST_UNANSWERED(Law.L8) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            int quiet = any(lines, random, i -> is(lines.get(i), "quiet"));
            int last = any(lines, random, i -> isEvent(lines.get(i)) && next(lines, i) < 0 && !isClosed(lines, i));
            ObjectNode ask = lines.get(last).deepCopy().put("e", "ask").put("r", 1_000_000);
            ObjectNode end = lines.get(quiet).deepCopy();
            end.put("t", lines.getLast().path("t").asLong() + 200_000_000_000L);
            lines.add(end);
            lines.add(last, ask);
        }
    },
    CLOSE_WITH_AN_UNKNOWN_CODE(Law.L8) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            lines.get(any(lines, random, i -> is(lines.get(i), "close"))).put("code", 4_999);
        }
    },
    READ_A_STALE_PAGE(Law.READ_AFTER_ACK) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            // In the first tenth of the history, no message may be acknowledged.
            int early = lines.size() / 10;
            ObjectNode page =
                    lines.get(any(lines, random, i -> i > early && is(lines.get(i), "page") && !isFinalPage(lines, i)));
            page.put("total", 0);
            items(page).removeAll();
        }
    },
    CHANGE_THE_EPOCH(Law.EPOCH) {
        @Override
        void change(List<ObjectNode> lines, Random random) {
            lines.get(any(lines, random, i -> is(lines.get(i), "ready"))).put("epoch", "e9");
        }
    };

    final Law law;

    Mutation(Law law) {
        this.law = law;
    }

    abstract void change(List<ObjectNode> lines, Random random);

    /// The index of a random line that fulfils a condition.
    private static int any(List<ObjectNode> lines, Random random, IntPredicate condition) {
        int from = random.nextInt(lines.size());
        return IntStream.concat(IntStream.range(from, lines.size()), IntStream.range(0, from))
                .filter(condition)
                .findFirst()
                .orElseThrow();
    }

    private static boolean is(ObjectNode line, String kind) {
        return line.path("e").asText().equals(kind);
    }

    private static boolean isEvent(ObjectNode line) {
        return is(line, "message");
    }

    private static boolean isFirstAnswer(ObjectNode line) {
        return is(line, "sent") && line.has("n") && !line.has("dup");
    }

    private static boolean isOnConnection(ObjectNode line, ObjectNode other) {
        return line.has("n")
                && line.path("c").equals(other.path("c"))
                && line.path("n").equals(other.path("n"));
    }

    /// Whether two lines are sends of one connection.
    private static boolean isOnOneConnection(ObjectNode line, ObjectNode other) {
        return is(line, "send") && is(other, "send") && isOnConnection(line, other);
    }

    private static boolean isLive(List<ObjectNode> lines, int at) {
        return IntStream.range(0, at)
                .mapToObj(lines::get)
                .anyMatch(line -> is(line, "live") && isOnConnection(line, lines.get(at)));
    }

    private static boolean isClosed(List<ObjectNode> lines, int at) {
        return IntStream.range(at, lines.size())
                .mapToObj(lines::get)
                .anyMatch(line -> is(line, "close") && isOnConnection(line, lines.get(at)));
    }

    /// The index of the next event or first answer on the same connection; -1 = none.
    private static int next(List<ObjectNode> lines, int at) {
        return IntStream.range(at + 1, lines.size())
                .filter(i -> isEvent(lines.get(i)) || isFirstAnswer(lines.get(i)))
                .filter(i -> isOnConnection(lines.get(i), lines.get(at)))
                .findFirst()
                .orElse(-1);
    }

    /// The index of the first answer to a send on its connection; -1 = none.
    private static int answerOf(List<ObjectNode> lines, int send) {
        return IntStream.range(send + 1, lines.size())
                .filter(i -> isFirstAnswer(lines.get(i)) && isOnConnection(lines.get(i), lines.get(send)))
                .filter(i -> lines.get(i).path("seq").equals(lines.get(send).path("seq")))
                .findFirst()
                .orElse(-1);
    }

    /// For a send on a connection: the index of the last answer with a higher id, to another client, between the send
    /// and its own answer; -1 = none.
    private static int overtaken(List<ObjectNode> lines, int send) {
        if (!is(lines.get(send), "send") || !lines.get(send).has("n")) {
            return -1;
        }
        int answer = answerOf(lines, send);
        return IntStream.range(send + 1, Math.max(send + 1, answer))
                .filter(i -> isFirstAnswer(lines.get(i)))
                .filter(i -> id(lines.get(i)) > id(lines.get(answer)))
                .filter(i -> !lines.get(i).path("c").equals(lines.get(send).path("c")))
                .max()
                .orElse(-1);
    }

    private static long id(ObjectNode line) {
        return line.path("m").path("id").asLong();
    }

    private static boolean isFinalPage(List<ObjectNode> lines, int at) {
        return is(lines.get(at), "page")
                && IntStream.range(0, at).mapToObj(lines::get).anyMatch(line -> is(line, "quiet"));
    }

    private static ArrayNode items(ObjectNode page) {
        return (ArrayNode) page.required("items");
    }

    /// A random message with a field in the history that is read at the end.
    private static ObjectNode finalMessage(List<ObjectNode> lines, Random random, String field) {
        List<ObjectNode> messages = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (isFinalPage(lines, i)) {
                items(lines.get(i)).forEach(item -> {
                    if (item.has(field)) {
                        messages.add((ObjectNode) item);
                    }
                });
            }
        }
        return messages.get(random.nextInt(messages.size()));
    }
}
