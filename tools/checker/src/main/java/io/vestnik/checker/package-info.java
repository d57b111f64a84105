/// The checker: decides from the histories of clients alone whether a server kept its laws.
///
/// {@link io.vestnik.checker.Checker} takes the observations of all clients in the order of their times, and
/// {@link io.vestnik.checker.HistoryFiles} reads them from files, whose format {@link io.vestnik.checker.HistoryReader}
/// describes. A program that measures while it checks, such as the load tool, uses
/// {@link io.vestnik.checker.Ledger} and {@link io.vestnik.checker.EventOrderCheck} directly.
///
/// The checker knows no module of the project: it shares no code with the server or with the client libraries, so an
/// error in them cannot hide itself.
@NullMarked
package io.vestnik.checker;

import org.jspecify.annotations.NullMarked;
