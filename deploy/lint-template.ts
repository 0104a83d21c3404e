// `npm run lint:template`: cfn-lint over what `osls package` made.
import { join } from 'node:path';
import { pythonTool, run } from './python-tools.ts';

const TEMPLATE = join(
  import.meta.dirname,
  '..',
  '.serverless',
  'cloudformation-template-update-stack.json',
);
/** osls names dependencies that a reference implies already; that is all W3005 says. */
const IGNORED = ['W3005'];

run(pythonTool('cfn-lint'), ['--ignore-checks', ...IGNORED, '--', TEMPLATE]);
console.log('cfn-lint finds nothing to complain about');
