/// The attacks, one file per subject. {@link io.vestnik.attacks.attack.Catalog} lists all of them.
@NullMarked
package io.vestnik.attacks.attack;

import org.jspecify.annotations.NullMarked;
