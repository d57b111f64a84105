@NullMarked
package io.vestnik.faults.run;

import org.jspecify.annotations.NullMarked;
