/// Users and their devices.
@NullMarked
package io.vestnik.postgres.account;

import org.jspecify.annotations.NullMarked;
