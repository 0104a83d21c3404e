import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FailureMessage } from './messages.ts';

/** Takes messages for a destination. A rejection means that the message did not arrive; it is not sent again. */
export type FailureSink = (message: FailureMessage) => Promise<void>;

/**
 * Keeps messages in a folder: those of a queue or topic as lines of `{sqs,sns,kafka}/{name}.ndjson`, objects of a bucket
 * as files `s3/{bucket}/{key}`.
 */
export function fileSink(folder: string): FailureSink {
  return async (message) => {
    const path = join(folder, pathOf(message));
    await mkdir(dirname(path), { recursive: true });
    await (message.kind === 's3'
      ? writeFile(path, message.body)
      : appendFile(path, `${message.body}\n`));
  };
}

function pathOf(message: FailureMessage): string {
  if (message.kind === 's3') return join('s3', message.bucket, message.key);
  if (message.kind === 'kafka') return join('kafka', `${message.topic}.ndjson`);
  const name = message.arn.slice(message.arn.lastIndexOf(':') + 1);
  return join(message.kind, `${name}.ndjson`);
}
