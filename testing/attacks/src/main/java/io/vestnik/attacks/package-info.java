/// Attacks a built server with default limits and a small heap, while ordinary users send messages and log in.
///
/// {@link io.vestnik.attacks.AttackSuite} is the program. For each attack it starts a server, some {@linkplain
/// io.vestnik.attacks.run.Bystander bystanders}, and the {@linkplain io.vestnik.attacks.Attacker attacker} as another
/// process. The server withstands an attack if all of this holds: its process lives and stays ready; no request of the
/// bystanders is refused or takes longer than two seconds; the log contains no error; and the laws hold for all
/// acknowledged messages.
@NullMarked
package io.vestnik.attacks;

import org.jspecify.annotations.NullMarked;
