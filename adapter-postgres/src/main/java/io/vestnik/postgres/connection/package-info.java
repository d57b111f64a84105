/// How the store reaches its database: addresses, pools of connections with their time-outs, the classification of
/// failures, and the types of the domain as the database stores them.
@NullMarked
package io.vestnik.postgres.connection;

import org.jspecify.annotations.NullMarked;
