/// Fills a messenger with people and months of conversation, to look at and to try things on.
///
/// Everything goes the way of all messages (the store's writers, its locks, its rules); only the times are given, by
/// [io.vestnik.domain.message.Imports]. All of it follows from a seed: names, texts and keys, so that a second run
/// finds what the first one left and adds nothing.
@NullMarked
package io.vestnik.demo;

import org.jspecify.annotations.NullMarked;
