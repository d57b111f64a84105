/// The ports of a store that commits changes in transactions, and the classification of its failures.
@NullMarked
package io.vestnik.application.commit;

import org.jspecify.annotations.NullMarked;
