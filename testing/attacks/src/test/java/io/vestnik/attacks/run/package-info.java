@NullMarked
package io.vestnik.attacks.run;

import org.jspecify.annotations.NullMarked;
