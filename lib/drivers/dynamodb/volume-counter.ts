import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ServiceError } from '../../domain/errors.ts';
import type { VolumeCounter } from '../../ingestion/count-forwarded.ts';
import { attribute } from './data-volume-item.ts';
import { keyOf } from './registry-keys.ts';
import type { Table } from './table.ts';

/** Adds to the item in which the consumer counts; additions need no condition. */
export function dynamoDbVolumeCounter({ client, name }: Table): VolumeCounter {
  return {
    add: async (tenant, { period, bytes, forgotten, expiresAtMs }) => {
      const old = Object.fromEntries(
        forgotten.map((each, index) => [`#old${index}`, attribute.bytes(each)]),
      );
      const removal = forgotten.length === 0 ? '' : ` REMOVE ${Object.keys(old).join(', ')}`;
      const update = new UpdateCommand({
        TableName: name,
        Key: keyOf.dataVolume(tenant),
        UpdateExpression: `SET #expires = :expires ADD #bytes :bytes${removal}`,
        ExpressionAttributeNames: {
          '#expires': 'expires',
          '#bytes': attribute.bytes(period),
          ...old,
        },
        ExpressionAttributeValues: { ':expires': Math.ceil(expiresAtMs / 1000), ':bytes': bytes },
      });
      try {
        await client.send(update);
      } catch (cause) {
        const message = 'the data volume could not be counted';
        throw new ServiceError('VOLUME_NOT_COUNTED', message, { cause });
      }
    },
  };
}
