/// The bus that carries notifications of commits, devices and users to every node. A notification is a hint: order and
/// completeness come from the log.
@NullMarked
package io.vestnik.application.bus;

import org.jspecify.annotations.NullMarked;
