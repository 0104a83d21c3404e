import type { Plugin } from 'esbuild';
import { leftOut } from './left-out.ts';

/** A deployment without an AMQP 1.0 messaging network carries none of its driver. */
export function amqpIfWanted(url: string | undefined): Plugin {
  const isWanted = url !== undefined && url !== '';
  return leftOut(
    'amqp-if-wanted',
    /^\.\/event-sink\.ts$/,
    ({ importer }) => !isWanted && importer.endsWith('/drivers/amqp/open-sink.ts'),
    'this package was made without AMQP_URL',
  );
}
