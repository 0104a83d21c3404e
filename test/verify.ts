// `npm run verify`: what can be checked without running the whole service. What needs nothing of each other runs at the same time.
import { run } from '../deploy/checks/run.ts';

const passed = await Promise.all([checkSources(), checkWithPython()]);
if (passed.includes(false)) {
  console.error('npm run verify has failed; why is said above, where a step ends with "failed"');
  process.exitCode = 1;
}

async function checkSources(): Promise<boolean> {
  return (await script('check')) && (await script('package')) && (await script('lint:openapi'));
}

async function checkWithPython(): Promise<boolean> {
  const install = ['deploy/checks/install-python-tools.ts'];
  if (!(await run(process.execPath, install))) return false;
  const steps = await Promise.all([script('lint:template'), script('fuzz:registry')]);
  return !steps.includes(false);
}

function script(name: string): Promise<boolean> {
  return run('npm', ['run', name]);
}
