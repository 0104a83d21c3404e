import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

const HANDLERS = join(import.meta.dirname, 'handlers');

/** What `osls print` would say of a service whose handlers are those of this folder; topics begin with `prefix`. */
export function pollerService(prefix: string, properties: object = {}): string {
  const folder = temporaryFolder();
  const handlers = relative(folder, HANDLERS);
  const path = join(folder, 'service.json');
  writeFileSync(
    path,
    JSON.stringify({
      functions: {
        consumer: { name: 'consumer', handler: `${handlers}.consume`, timeout: 10 },
        tenants: { name: 'tenants', handler: `${handlers}.tenants`, timeout: 10 },
      },
      custom: {
        eventSourceMapping: {
          function: 'consumer',
          topic: `${prefix}.{tenant}`,
          properties: {
            BatchSize: 20,
            MaximumBatchingWindowInSeconds: 0,
            StartingPosition: 'TRIM_HORIZON',
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            MaximumRetryAttempts: -1,
            ...properties,
          },
        },
      },
    }),
  );
  return path;
}
