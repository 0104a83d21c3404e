import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The least of the SDK's document client that the drivers use. */
export type DocumentClient = Pick<DynamoDBDocumentClient, 'send' | 'destroy'>;

/**
 * A client that gives up: how soon, each call says.
 *
 * @param settings beside the SDK's own variables (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_REGION`, …).
 */
export function dynamoDbDocumentClient(
  settings: Pick<DynamoDBClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): DocumentClient {
  const client = new DynamoDBClient({
    ...settings,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 1000,
      requestTimeout: 1000,
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
}
