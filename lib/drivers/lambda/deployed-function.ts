import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';

/** A function as Lambda has it. */
export type DeployedFunction = {
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** `Active`, `Pending`, `Inactive` or `Failed`. */
  readonly state: string;
  /** `Successful`, `Failed` or `InProgress`. */
  readonly lastUpdate: string;
  readonly roleArn: string | undefined;
  /** May hold secrets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly reservedConcurrency: number | undefined;
};

/** @returns undefined when there is no such function. */
export async function deployedFunction(
  client: LambdaClient,
  name: string,
): Promise<DeployedFunction | undefined> {
  const query = { FunctionName: name };
  try {
    const found = await client.send(new GetFunctionConfigurationCommand(query));
    const concurrency = await client.send(new GetFunctionConcurrencyCommand(query));
    return {
      timeoutSeconds: found.Timeout ?? 0,
      memoryMb: found.MemorySize ?? 0,
      state: found.State ?? '',
      lastUpdate: found.LastUpdateStatus ?? '',
      roleArn: found.Role,
      variables: found.Environment?.Variables ?? {},
      reservedConcurrency: concurrency.ReservedConcurrentExecutions,
    };
  } catch (failure) {
    if (failure instanceof ResourceNotFoundException) return undefined;
    throw failure;
  }
}
