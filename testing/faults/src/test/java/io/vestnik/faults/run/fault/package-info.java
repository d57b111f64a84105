@NullMarked
package io.vestnik.faults.run.fault;

import org.jspecify.annotations.NullMarked;
