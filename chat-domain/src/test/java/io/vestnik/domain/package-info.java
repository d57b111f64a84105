@NullMarked
package io.vestnik.domain;

import org.jspecify.annotations.NullMarked;
