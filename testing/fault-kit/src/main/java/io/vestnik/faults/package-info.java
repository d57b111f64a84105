/// Faults for tests of any module:
/// - [io.vestnik.faults.FaultyLink], a TCP link that cuts, delays, drips, freezes and refuses;
/// - [io.vestnik.faults.FakePeer], a peer that answers as a test defines;
/// - [io.vestnik.faults.ServerProcess], [io.vestnik.faults.PostgresProcess] and [io.vestnik.faults.PgBouncer],
///   processes that can be killed, and [io.vestnik.faults.Suspension], which suspends processes.
@NullMarked
package io.vestnik.faults;

import org.jspecify.annotations.NullMarked;
