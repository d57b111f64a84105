/// Use cases for accounts, logins and devices, and their ports: hashing and tokens.
@NullMarked
package io.vestnik.application.account;

import org.jspecify.annotations.NullMarked;
