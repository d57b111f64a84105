/// Users and their devices.
@NullMarked
package io.vestnik.domain.user;

import org.jspecify.annotations.NullMarked;
