/// Runs trials: starts the server, the bystanders and the attacker, and decides whether the server withstood the
/// attack.
@NullMarked
package io.vestnik.attacks.run;

import org.jspecify.annotations.NullMarked;
