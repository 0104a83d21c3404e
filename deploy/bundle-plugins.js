// serverless-esbuild takes its plugins from `.js` only; what they do is in the files beside it.
import { functionPlugins } from './function-plugins.ts';

/** @param {{ service: { functions: Record<string, { environment: Record<string, string> }> } }} serverless */
export default ({ service }) =>
  functionPlugins(service.functions.ingest.environment.KAFKA_CLIENT || 'kafkajs');
