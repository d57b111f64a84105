/// A bot: a program with an account that answers what people write to it.
@NullMarked
package io.vestnik.examples.bot;

import org.jspecify.annotations.NullMarked;
