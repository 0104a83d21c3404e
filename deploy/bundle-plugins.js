// serverless-esbuild takes its plugins from `.js` only; what they do is in the files beside it.
import { functionPlugins } from './function-plugins.ts';

/** @param {{ service: { functions: Record<string, { environment: Record<string, string> }> } }} serverless */
export default ({ service }) => {
  const { KAFKA_CLIENT, AMQP_URL } = service.functions.ingest.environment;
  return functionPlugins(KAFKA_CLIENT || 'kafkajs', AMQP_URL);
};
