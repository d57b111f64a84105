/// The contracts of every store of accounts and devices.
@NullMarked
package io.vestnik.contracts.account;

import org.jspecify.annotations.NullMarked;
