import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ServiceError } from '../../domain/errors.ts';

/** @param name of the function, or its ARN @returns what it answers. @throws {ServiceError} `FUNCTION_NOT_INVOKED` */
export function lambdaInvoke(
  client: LambdaClient,
  name: string,
): (event: object) => Promise<unknown> {
  return async (event) => {
    const { FunctionError: failure, Payload: payload } = await send(client, name, event);
    const answer = payload?.length ? payload.transformToString() : 'null';
    if (failure === undefined) return JSON.parse(answer) as unknown;
    const cause = new Error(answer.slice(0, MAX_MESSAGE_CHARACTERS));
    throw new ServiceError('FUNCTION_NOT_INVOKED', `the function ${name} has failed`, { cause });
  };
}

const MAX_MESSAGE_CHARACTERS = 500;

async function send(client: LambdaClient, name: string, event: object) {
  try {
    return await client.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
    );
  } catch (cause) {
    const message = `the function ${name} cannot be invoked`;
    throw new ServiceError('FUNCTION_NOT_INVOKED', message, { cause });
  }
}
