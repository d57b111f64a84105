/// Use cases for read marks.
@NullMarked
package io.vestnik.application.reading;

import org.jspecify.annotations.NullMarked;
