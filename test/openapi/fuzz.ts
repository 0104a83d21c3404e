// `npm run fuzz:registry`: schemathesis sends what the document allows, and what it does not, to the registry.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pythonTool } from '../../deploy/checks/python-tools.ts';
import { identity } from '../support/certificates.ts';
import { startRegistry } from './registry-host.ts';

const ADMINISTRATOR = 'admin:secret';
/** The same requests in every run. */
const SEED = '1';
const EXAMPLES_EACH = '12';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'positive_data_acceptance',
  'unsupported_method',
  'allow_header_conformance',
  'missing_required_header',
  'ignored_auth',
];

const schemathesis = await pythonTool('schemathesis');
const registry = await startRegistry(ADMINISTRATOR);
try {
  for (const path of ['/tenants/fuzz', '/devices/fuzz/device-1']) await create(path);
  process.exitCode = await fuzz();
} finally {
  await registry.stop();
}

async function create(path: string): Promise<void> {
  const authorization = `Basic ${btoa(ADMINISTRATOR)}`;
  const { status } = await fetch(`${registry.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization },
  });
  if (status !== 201) throw new Error(`creating ${path} was answered ${status}`);
}

/** @returns the exit code: 0 without a finding. */
async function fuzz(): Promise<number> {
  const child = spawn(schemathesis, schemathesisArguments(), {
    stdio: 'inherit',
    env: { ...process.env, ...schemathesisVariables() },
  });
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}

function schemathesisArguments(): readonly string[] {
  const options = {
    url: `${registry.url}/v1`,
    auth: ADMINISTRATOR,
    phases: 'coverage,fuzzing',
    checks: CHECKS.join(','),
    seed: SEED,
    'max-examples': EXAMPLES_EACH,
    'generation-database': 'none',
    // How long a request, or making one, takes says nothing of either on a busy machine.
    'suppress-health-check': 'too_slow',
    'request-timeout': '120',
    warnings: 'off',
  };
  return [
    `--config-file=${join(import.meta.dirname, 'schemathesis.toml')}`,
    'run',
    `${registry.url}/v1/openapi.json`,
    '--no-color',
    ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
  ];
}

function schemathesisVariables() {
  const { der, publicKey } = identity({ keyType: 'rsa' });
  return {
    PYTHONPATH: import.meta.dirname,
    PYTHONDONTWRITEBYTECODE: '1',
    SCHEMATHESIS_HOOKS: 'strategies',
    FUZZ_CERTIFICATE: der.toString('base64'),
    FUZZ_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  };
}
