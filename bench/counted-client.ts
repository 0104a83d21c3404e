import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DocumentClient } from '../lib/drivers/dynamodb/client.ts';

export type Reads = { trips: number; units: number };

/**
 * A client that counts round trips, and the read units that the table says they cost. It has no deadline: how long a read takes is what
 * is measured, and DynamoDB Local looks through a long list from its start.
 */
export function countedClient(client: DocumentClient, reads: Reads): DocumentClient {
  const send = async (...[command]: Parameters<DocumentClient['send']>) => {
    if (READS.some((read) => command instanceof read)) {
      Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
    }
    const answer: unknown = await Promise.resolve(client.send(command));
    reads.trips += 1;
    for (const one of capacitiesOf(answer)) reads.units += one.CapacityUnits ?? 0;
    return answer;
  };
  return { send: send as DocumentClient['send'], destroy: () => client.destroy() };
}

/** Of one table, or of each that a batch has read. */
function capacitiesOf(answer: unknown): readonly ConsumedCapacity[] {
  const { ConsumedCapacity: consumed = [] } = answer as {
    readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
  };
  return [consumed].flat();
}

const READS = [GetCommand, QueryCommand, BatchGetCommand];
