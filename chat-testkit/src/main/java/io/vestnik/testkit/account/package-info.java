/// The contracts of every store of accounts and devices.
@NullMarked
package io.vestnik.testkit.account;

import org.jspecify.annotations.NullMarked;
