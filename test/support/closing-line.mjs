/** Turns jest's results into the one line that closes a run; ends with 1 when a step or a test failed, or a tool was not there. */
import { existsSync, readFileSync } from 'node:fs';

const [file = '', ...failedSteps] = process.argv.slice(2);

/** Stands in the title of a test that was skipped for want of Redis or of another judge; see servers.ts, xmlsec.ts. */
const withoutTool = /skipped: no (\w+)/;

function resultsIn(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text === '' ? undefined : JSON.parse(text);
}

function count(results) {
  if (results === undefined) return { passed: 0, failed: 0, skipped: 0, missing: new Map() };
  const tests = results.testResults.flatMap((one) => one.assertionResults);
  return {
    passed: results.numPassedTests,
    // A file that could not be loaded has no tests to count, and is a failure all the same.
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
    missing: missingTools(tests),
  };
}

/** Number of tests skipped, by the tool that was not there. */
function missingTools(tests) {
  const missing = new Map();
  for (const { status, fullName } of tests) {
    const [, tool] = (status === 'pending' && withoutTool.exec(fullName)) || [];
    if (tool !== undefined) missing.set(tool, (missing.get(tool) ?? 0) + 1);
  }
  return missing;
}

function reasons({ passed, missing }) {
  return [
    ...failedSteps.map((step) => `${step} failed`),
    ...(passed === 0 ? ['no test passed'] : []),
    ...[...missing].map(([tool, count]) => `${count} tests were skipped because there was no ${tool}`),
  ];
}

const counted = count(resultsIn(file));
const why = reasons(counted);
// `npm test` that failed by its tests is in the count already; every other failure counts as one.
const others = failedSteps.filter((step) => step !== 'npm test' || counted.failed === 0).length;
const failed = counted.failed + (others === 0 && counted.passed === 0 ? 1 : others);
const lines = [...why.map((reason) => `not good: ${reason}`), `${counted.passed} passed, ${failed} failed`];
process.stdout.write(`\n${lines.join('\n')}${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || why.length > 0 ? 1 : 0;
