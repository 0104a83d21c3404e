import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LogRecord } from '../../lib/consumption/redrive/topic-log.ts';
import type { ReplayTarget } from '../../lib/consumption/replay/replay-target.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import {
  functionTarget,
  type InvokeFunction,
} from '../../lib/drivers/event-source/function-target.ts';
import { lambdaInvoke } from '../../lib/drivers/lambda/invoke-function.ts';
import { lambdaClient } from '../../lib/drivers/lambda/mapping-control.ts';
import { toContext } from '../../local/lambda/context.ts';
import { HandlerError, loadHandler } from '../../local/lambda/load-handler.ts';
import type { Context } from '../context.ts';
import { CommandFailure, WrongUsage } from '../failures.ts';
import { toPayload } from '../payload.ts';

export type TargetOptions = {
  readonly handler?: string;
  readonly function?: string;
  readonly region?: string;
};

/** Milliseconds that a handler in this process is told it has for one batch. */
const HANDLER_MS = 60_000;
const PROJECT = join(import.meta.dirname, '../..');

/** @throws {WrongUsage} two are named. @throws {CommandFailure} the handler cannot be loaded */
export async function targetFor(
  { handler, function: name, region }: TargetOptions,
  context: Context,
): Promise<ReplayTarget> {
  if (handler !== undefined && name !== undefined) {
    throw new WrongUsage('--handler and --function exclude each other');
  }
  if (handler !== undefined) return functionTarget(await inProcess(handler, context));
  if (name === undefined) return jsonLines(context);
  return functionTarget(lambdaInvoke(lambdaClient(region === undefined ? {} : { region }), name));
}

async function inProcess(name: string, { env }: Context): Promise<InvokeFunction> {
  const handler = await loadHandler(PROJECT, name).catch((cause: unknown) => {
    if (!(cause instanceof HandlerError)) throw cause;
    throw new CommandFailure(`${name} cannot be loaded: ${cause.message}`, { cause });
  });
  return async (event) => {
    try {
      return await handler(event, toContext(env, randomUUID(), Date.now() + HANDLER_MS));
    } catch (cause) {
      throw new ServiceError('FUNCTION_NOT_INVOKED', `${name} has failed`, { cause });
    }
  };
}

function jsonLines({ stdout }: Context): ReplayTarget {
  return {
    deliver: async (records) => {
      const lines = records.map((record) => `${JSON.stringify(toJson(record))}\n`);
      if (!stdout.write(lines.join(''))) await once(stdout, 'drain');
      return [];
    },
  };
}

function toJson({ topic, partition, offset, timestampMs, key, value, headers }: LogRecord): object {
  return {
    topic,
    partition,
    offset,
    timestamp: timestampMs,
    key: key && Buffer.from(key).toString(),
    headers: headers.map((one) => ({ name: one.name, value: Buffer.from(one.value).toString() })),
    ...toPayload(value),
  };
}
