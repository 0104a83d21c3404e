import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The least of the SDK's document client that the drivers use. */
export type DocumentClient = Pick<DynamoDBDocumentClient, 'send' | 'destroy'>;

/**
 * A client that gives up soon: an upload waits for it, and answers within 3 s. Address, region and credentials are the
 * SDK's own settings (`AWS_ENDPOINT_URL_DYNAMODB`, `AWS_REGION`, …).
 */
export function dynamoDbDocumentClient(): DocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: 500,
      requestTimeout: 1000,
      throwOnRequestTimeout: true,
    },
  });
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
}
