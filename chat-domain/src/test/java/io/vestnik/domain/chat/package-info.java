@NullMarked
package io.vestnik.domain.chat;

import org.jspecify.annotations.NullMarked;
