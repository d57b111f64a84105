@NullMarked
package io.vestnik.attacks.kit;

import org.jspecify.annotations.NullMarked;
