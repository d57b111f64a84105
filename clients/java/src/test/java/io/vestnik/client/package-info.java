@NullMarked
package io.vestnik.client;

import org.jspecify.annotations.NullMarked;
