/**
 * Counts the tests of one run from vitest's JSON report.
 *
 * A file that cannot be loaded, and an error outside of any test, hold no failed test and still are failures. So are
 * skipped tests (none may be switched off; a failing `beforeAll` skips its tests too), unless the caller asked for a
 * part of the tests by name. A run without a single test proves nothing and counts as one failure.
 *
 * @param {{ report: any, exitCode: number, narrowed: boolean }} run
 * @returns {{ passed: number, failed: number }}
 */
export function countTests({ report, exitCode, narrowed }) {
  const passed = report?.numPassedTests ?? 0;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  const brokenFiles = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status === 'passed'),
  ).length;
  const failed = (report?.numFailedTests ?? 0) + brokenFiles + (narrowed ? 0 : skipped);
  const somethingElse = exitCode !== 0 || passed + failed === 0;
  return { passed, failed: failed === 0 && somethingElse ? 1 : failed };
}
