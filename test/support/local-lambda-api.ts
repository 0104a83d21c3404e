import {
  type EventSourceMappingConfiguration,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import type { LocalCloud } from '../../local/cloud.ts';

/** The event source mappings of the consumer, as Lambda's API of a local cloud lists them. */
export async function mappingsOf({
  controlPlane,
  service,
}: Pick<LocalCloud, 'controlPlane' | 'service'>): Promise<EventSourceMappingConfiguration[]> {
  const client = localLambdaClient(controlPlane);
  try {
    const FunctionName = service.functions.get('consumer')?.deployedName;
    const list = new ListEventSourceMappingsCommand({ FunctionName });
    const { EventSourceMappings: mappings = [] } = await client.send(list);
    return mappings;
  } finally {
    client.destroy();
  }
}

export function localLambdaClient(endpoint: string): LambdaClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new LambdaClient({ endpoint, region: 'eu-west-1', credentials });
}
