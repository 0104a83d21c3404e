// `npm run verify`: what can be checked without running the whole service. What needs nothing of each other runs at the same time.
import { run } from '../deploy/checks/run.ts';

const passed = await Promise.all([checkSources(), checkWithPython()]);
if (passed.includes(false)) {
  console.error('npm run verify has failed: see above where a step "has failed"');
  process.exitCode = 1;
}

async function checkSources(): Promise<boolean> {
  return (await script('check')) && (await script('package')) && (await script('lint:openapi'));
}

async function checkWithPython(): Promise<boolean> {
  console.log('Python tools …');
  if (!(await run(process.execPath, ['deploy/checks/install-python-tools.ts']))) return false;
  const steps = await Promise.all([script('lint:template'), script('fuzz:registry')]);
  return !steps.includes(false);
}

/** Says when it begins, because what it says is shown when it has ended. */
async function script(name: string): Promise<boolean> {
  console.log(`${name} …`);
  const beganMs = performance.now();
  const hasPassed = await run('npm', ['run', name]);
  const seconds = Math.round((performance.now() - beganMs) / 1000);
  console.log(`${name} has ${hasPassed ? 'passed' : 'failed'} after ${seconds} s`);
  return hasPassed;
}
