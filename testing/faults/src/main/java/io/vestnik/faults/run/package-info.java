/// The program that injects faults into a built server while clients of all kinds use it, and checks the laws from what
/// the clients saw ([io.vestnik.faults.run.FaultRun]).
@NullMarked
package io.vestnik.faults.run;

import org.jspecify.annotations.NullMarked;
