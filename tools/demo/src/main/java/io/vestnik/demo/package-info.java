/// Fills a messenger with users and several months of conversation, for demonstrations and experiments.
///
/// The messages are stored in the usual way, through the store's writers, locks and rules. Only the times are given by
/// the caller, through [io.vestnik.domain.message.Imports]. Names, texts and keys follow from a seed, so that a second
/// run finds the data of the first one and adds nothing.
@NullMarked
package io.vestnik.demo;

import org.jspecify.annotations.NullMarked;
