/// Runs trials: the server's process, the bystanders, the attacker's process, and the verdict.
@NullMarked
package io.vestnik.attacks.run;

import org.jspecify.annotations.NullMarked;
