/// The attacks, one file for each subject. {@link io.vestnik.attacks.attack.Catalog} lists them.
@NullMarked
package io.vestnik.attacks.attack;

import org.jspecify.annotations.NullMarked;
