@NullMarked
package io.vestnik.faults.run.history;

import org.jspecify.annotations.NullMarked;
