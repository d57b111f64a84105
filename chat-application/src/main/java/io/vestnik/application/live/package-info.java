/// What connected people are shown, as it happens: order and completeness come from the log, speed from the news.
///
/// A store tells its commits to a [NoticeBus]. [Live] keeps one feed for each chat that somebody connected is in; the
/// feed shows version n+1 after n and fetches from the log what it was not told. Feeds are spread over a few lanes,
/// each
/// one thread with a queue, so a feed has one owner and needs no lock.
@NullMarked
package io.vestnik.application.live;

import org.jspecify.annotations.NullMarked;
