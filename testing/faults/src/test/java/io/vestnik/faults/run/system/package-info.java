@NullMarked
package io.vestnik.faults.run.system;

import org.jspecify.annotations.NullMarked;
