@NullMarked
package io.vestnik.examples.embedding;

import org.jspecify.annotations.NullMarked;
