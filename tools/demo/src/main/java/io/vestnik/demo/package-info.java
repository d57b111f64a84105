/// Fills a messenger with users and months of conversation, for demonstrations and experiments.
///
/// All data takes the usual path of messages (the store's writers, locks and rules); only the times are given, by
/// [io.vestnik.domain.message.Imports]. Names, texts and keys depend on a seed alone, so that a second run finds the
/// data of the first one and adds nothing.
@NullMarked
package io.vestnik.demo;

import org.jspecify.annotations.NullMarked;
