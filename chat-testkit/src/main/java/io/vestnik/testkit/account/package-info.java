/// What every store of accounts and devices must do.
@NullMarked
package io.vestnik.testkit.account;

import org.jspecify.annotations.NullMarked;
