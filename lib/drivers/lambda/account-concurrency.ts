import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** @returns how many environments all functions of the account may have at the same time, in this region. */
export async function accountConcurrency(client: LambdaClient): Promise<number> {
  const { AccountLimit: limit } = await client.send(new GetAccountSettingsCommand({}));
  return limit?.ConcurrentExecutions ?? 0;
}
