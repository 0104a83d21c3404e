import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Milliseconds; whoever needs the secret has a device that waits. */
const CONNECTION_TIMEOUT_MS = 500;
const REQUEST_TIMEOUT_MS = 1000;

let client: SecretsManagerClient | undefined;

/** @param id name or ARN */
export async function secretText(id: string): Promise<string> {
  client ??= new SecretsManagerClient({
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  const { SecretString: text } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  if (text !== undefined) return text;
  throw new Error(`the secret ${id} holds bytes, not text`);
}
