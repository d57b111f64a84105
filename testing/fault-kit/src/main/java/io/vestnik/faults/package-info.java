/// Faults for tests of any module: a TCP link that cuts, delays and refuses ([io.vestnik.faults.FaultyLink]), a peer
/// that answers as a test defines ([io.vestnik.faults.FakePeer]), and the server as a process that can be killed
/// ([io.vestnik.faults.ServerProcess]).
@NullMarked
package io.vestnik.faults;

import org.jspecify.annotations.NullMarked;
