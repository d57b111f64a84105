/// Use cases for messages.
@NullMarked
package io.vestnik.application.messaging;

import org.jspecify.annotations.NullMarked;
