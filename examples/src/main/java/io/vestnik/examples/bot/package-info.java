/// A bot: a program with an account that answers messages.
@NullMarked
package io.vestnik.examples.bot;

import org.jspecify.annotations.NullMarked;
