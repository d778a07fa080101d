// Prints "PASSED FAILED" of a vitest JSON report. A test that was skipped although the program it names is on the PATH
// counts as failed: a skipped test says in its name what it needs, as in "(needs moto_server)".
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);

const isOnPath = (program) => {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

const wronglySkipped = tests.filter(({ status, fullName }) => {
  const needs = /\(needs ([\w-]+)\)/.exec(fullName)?.[1];
  return (status === 'skipped' || status === 'pending' || status === 'todo') && (!needs || isOnPath(needs));
});
for (const { fullName } of wronglySkipped) console.error(`skipped without reason: ${fullName}`);

// What held only when it was tried again says so: it is a fault of the test, or of what it tests.
for (const { fullName, failureMessages, status } of tests) {
  if (status === 'passed' && failureMessages.length > 0)
    console.error(`held at the second attempt: ${fullName}\n${failureMessages.join('\n').slice(0, 500)}`);
}

for (const { name, message, assertionResults } of testResults) {
  if (message && assertionResults.length === 0) console.error(`failed: ${name}\n${message}`);
  for (const { fullName, failureMessages, status } of assertionResults) {
    if (status === 'failed')
      console.error(`failed: ${name}: ${fullName}\n${failureMessages.join('\n').slice(0, 1500)}`);
  }
}

const count = (wanted) => tests.filter(({ status }) => status === wanted).length;
const brokenFiles = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
console.log(count('passed'), count('failed') + wronglySkipped.length + brokenFiles.length);
