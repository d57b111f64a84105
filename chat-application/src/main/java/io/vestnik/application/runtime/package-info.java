/// What a node runs on: [io.vestnik.application.runtime.NodeRuntime], and its implementation by the JDK.
@NullMarked
package io.vestnik.application.runtime;

import org.jspecify.annotations.NullMarked;
