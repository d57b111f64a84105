/// The clients of a run: users of the Java library, of the JavaScript library and of plain frames, who send, read, edit
/// and change groups while faults happen.
@NullMarked
package io.vestnik.faults.run.client;

import org.jspecify.annotations.NullMarked;
