// `npm run lint:template`: every way to deploy the service, compiled, and looked at by cfn-lint, by checkov and by rules of our own.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pythonTool } from './python-tools.ts';
import { run } from './run.ts';
import { brokenRules, type Template } from './template-rules.ts';
import { compileTemplate, type Variant } from './templates.ts';
import { VARIANTS } from './variants.ts';

/** Not in .serverless, which packaging empties. */
const FOLDER = join(import.meta.dirname, '../..', '.build', 'templates');
/** osls names dependencies that a reference implies already; that is all W3005 says. */
const IGNORED = ['W3005'];

async function compile({ name, ...variant }: Variant): Promise<readonly string[]> {
  const text = await compileTemplate({ name, ...variant });
  await writeFile(join(FOLDER, `${name}.json`), text);
  const broken = brokenRules(JSON.parse(text) as Template, variant.stage);
  return broken.map((rule) => `${name}: ${rule}`);
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const broken: string[] = [];
for (let next = 0; next < VARIANTS.length; next += 2) {
  const pair = VARIANTS.slice(next, next + 2);
  broken.push(...(await Promise.all(pair.map(compile))).flat());
}
if (broken.length > 0) {
  console.error(broken.join('\n'));
  process.exit(1);
}
const templates = VARIANTS.map(({ name }) => join(FOLDER, `${name}.json`));
const checkovOptions = ['--config-file', join(import.meta.dirname, 'checkov.yaml')];
const cfnLint = await pythonTool('cfn-lint');
const checkov = await pythonTool('checkov');
const passed = await Promise.all([
  run(cfnLint, ['--ignore-checks', ...IGNORED, '--', ...templates]),
  run(checkov, [...checkovOptions, ...templates.flatMap((template) => ['--file', template])]),
]);
if (passed.includes(false)) process.exit(1);
console.log(`nothing to complain about in ${templates.length} templates`);
