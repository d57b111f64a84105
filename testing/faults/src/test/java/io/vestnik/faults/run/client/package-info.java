@NullMarked
package io.vestnik.faults.run.client;

import org.jspecify.annotations.NullMarked;
