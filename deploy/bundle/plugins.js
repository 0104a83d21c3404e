// serverless-esbuild takes its plugins from `.js` only; what they do is in the files beside it.
import { join } from 'node:path';
import { functionPlugins } from './function-plugins.ts';
import { keepMetafile } from './keep-metafile.ts';
import { ownChunks } from './own-chunks.ts';

/**
 * @param {{
 *   serviceDir: string;
 *   service: { functions: Record<string, { environment: Record<string, string> }> };
 * }} serverless
 */
export default ({ serviceDir, service }) => {
  const { KAFKA_CLIENT, AMQP_URL } = service.functions.ingest.environment;
  return [
    ...functionPlugins(KAFKA_CLIENT || 'kafkajs', AMQP_URL),
    ownChunks,
    keepMetafile(join(serviceDir, '.serverless', 'bundles')),
  ];
};
