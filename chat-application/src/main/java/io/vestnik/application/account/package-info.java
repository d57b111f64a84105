/// Use cases about accounts, logins and devices, and what they need from outside: hashing and tokens.
@NullMarked
package io.vestnik.application.account;

import org.jspecify.annotations.NullMarked;
