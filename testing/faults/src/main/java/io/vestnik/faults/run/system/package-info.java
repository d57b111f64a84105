/// The system under test: the built server, PgBouncer and PostgreSQL as processes, and a faulty link on every hop.
@NullMarked
package io.vestnik.faults.run.system;

import org.jspecify.annotations.NullMarked;
