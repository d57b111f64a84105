/// The kinds of faults, the schedule that a seed determines, and the injection of a fault.
@NullMarked
package io.vestnik.faults.run.fault;

import org.jspecify.annotations.NullMarked;
