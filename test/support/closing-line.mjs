/** Turns jest's results into the one line that closes a run; ends with 1 when a step or a test failed, or a tool was not there. */
import { existsSync, readFileSync } from 'node:fs';

const [file = '', ...failedSteps] = process.argv.slice(2);

/** Stand in the titles of tests that were skipped for want of a tool that `.ci/run` installs; see servers.ts and softhsm.ts. */
const withoutTool = { Redis: /skipped: no Redis/, SoftHSM: /skipped: no SoftHSM/ };

function resultsIn(path) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text === '' ? undefined : JSON.parse(text);
}

function count(results) {
  if (results === undefined) return { passed: 0, failed: 0, skipped: 0, wanting: [] };
  const tests = results.testResults.flatMap((one) => one.assertionResults);
  return {
    passed: results.numPassedTests,
    // A file that could not be loaded has no tests to count, and is a failure all the same.
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
    wanting: Object.entries(withoutTool).flatMap(([tool, title]) => {
      const skipped = tests.filter((one) => one.status === 'pending' && title.test(one.fullName)).length;
      return skipped > 0 ? [`${skipped} tests were skipped because there was no ${tool}`] : [];
    }),
  };
}

function reasons({ passed, wanting }) {
  return [...failedSteps.map((step) => `${step} failed`), ...(passed === 0 ? ['no test passed'] : []), ...wanting];
}

const counted = count(resultsIn(file));
const why = reasons(counted);
// `npm test` that failed by its tests is in the count already; every other failure counts as one.
const others = failedSteps.filter((step) => step !== 'npm test' || counted.failed === 0).length;
const failed = counted.failed + (others === 0 && counted.passed === 0 ? 1 : others);
const lines = [...why.map((reason) => `not good: ${reason}`), `${counted.passed} passed, ${failed} failed`];
process.stdout.write(`\n${lines.join('\n')}${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || why.length > 0 ? 1 : 0;
