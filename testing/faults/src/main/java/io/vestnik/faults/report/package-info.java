/// Writes `docs/reliability.md` from the results of runs.
///
/// [io.vestnik.faults.report.ReliabilityReport] is the program. The text of the document is a template in the
/// resources, and each section with results is a class.
@NullMarked
package io.vestnik.faults.report;

import org.jspecify.annotations.NullMarked;
