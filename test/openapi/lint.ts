// `npm run lint:openapi`: redocly over the document that the management API serves.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '../../lib/drivers/management-api/openapi/document.ts';
import { run } from '../../deploy/checks/run.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BUILD = join(ROOT, '.build');
const DOCUMENT = join(BUILD, 'openapi.json');

// It asks for nothing outside.
process.env['REDOCLY_TELEMETRY'] = 'off';
process.env['REDOCLY_SUPPRESS_UPDATE_NOTICE'] = 'true';
mkdirSync(BUILD, { recursive: true });
writeFileSync(DOCUMENT, JSON.stringify(openApiDocument, undefined, 2));
const redocly = join(ROOT, 'node_modules', '.bin', 'redocly');
if (!(await run(redocly, ['lint', '--extends', 'recommended', DOCUMENT]))) process.exitCode = 1;
