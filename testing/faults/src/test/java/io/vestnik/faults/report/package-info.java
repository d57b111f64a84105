@NullMarked
package io.vestnik.faults.report;

import org.jspecify.annotations.NullMarked;
