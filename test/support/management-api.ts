import middy from '@middy/core';
import { memoryRegistry } from '../../lib/drivers/memory/registry.ts';
import { type Access, managementAccess } from '../../lib/drivers/management-api/access.ts';
import type { Answer } from '../../lib/drivers/management-api/answers.ts';
import { managementApi } from '../../lib/drivers/management-api/management-api.ts';
import {
  answerFailures,
  crossOrigin,
  tellRequests,
} from '../../lib/drivers/management-api/middlewares.ts';
import type { Log, LogFields } from '../../lib/domain/log.ts';
import type { OutboxEntry } from '../../lib/registry/outbox.ts';
import type { PasswordHasher } from '../../lib/registry/password-hasher.ts';
import type { RequestOutcome } from '../../lib/registry/request-outcome.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import { AN_INSTANT_MS } from './registry-values.ts';

export type ManagementRequestGiven = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string;
};

export type Shown = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
  readonly body: string | undefined;
};

export type LogLine = {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
};

export type ManagementApiUnderTest = {
  readonly send: (method: string, path: string, request?: ManagementRequestGiven) => Promise<Shown>;
  /** Of an event as API Gateway hands it over. */
  readonly handle: (event: unknown) => Promise<Shown>;
  readonly outbox: readonly OutboxEntry[];
  readonly store: RegistryStore;
  readonly lines: readonly LogLine[];
  readonly outcomes: readonly RequestOutcome[];
  readonly hashed: readonly string[];
};

const ADMINISTRATOR = 'admin:secret';
export const AUTHORIZED = { authorization: `Basic ${btoa(ADMINISTRATOR)}` };

const administratorAccess = managementAccess({
  administrator: ADMINISTRATOR,
  users: [],
  checkPassword: async () => false,
});

/** The management API on the in-memory registry, as the function composes it, without a socket. */
export function openManagementApi(
  wrap = (store: RegistryStore) => store,
  access: Access = administratorAccess,
  maxBodyBytes?: number,
): ManagementApiUnderTest {
  const { store: memory, outbox } = memoryRegistry();
  const store = wrap(memory);
  const { log, lines } = recordingLog();
  const outcomes: RequestOutcome[] = [];
  const { passwords, hashed } = countingHasher();
  let count = 0;
  const newId = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
  const registry = { store, passwords, clock: () => AN_INSTANT_MS, newId };
  const handler = middy()
    .use(
      tellRequests({ log, observe: (one) => outcomes.push(one), stopwatch: () => AN_INSTANT_MS }),
    )
    .use(crossOrigin())
    .use(answerFailures())
    .handler(managementApi(registry, access, maxBodyBytes));
  const handle = async (event: unknown) => toShown(await handler(event, CONTEXT));
  return {
    send: (method, path, request = {}) => handle(toEvent(method, path, request)),
    handle,
    outbox,
    store,
    lines,
    outcomes,
    hashed,
  };
}

const CONTEXT = { awsRequestId: 'request-1' } as Parameters<ReturnType<typeof middy>>[1];

/** An HTTP API event, payload format 2.0. */
export function toEvent(
  method: string,
  path: string,
  { headers, query = '', json, body }: ManagementRequestGiven,
) {
  const sent = json === undefined ? body : JSON.stringify(json);
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers: {
      ...AUTHORIZED,
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    requestContext: { http: { method, path }, requestId: 'request-1' },
    ...(sent !== undefined && { body: sent }),
    isBase64Encoded: false,
  };
}

function toShown({ statusCode, headers, body }: Answer): Shown {
  return {
    status: statusCode,
    headers,
    body,
    json: body === undefined ? undefined : JSON.parse(body),
  };
}

function recordingLog(): { readonly log: Log; readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const record =
    (level: string) =>
    (message: string, fields: LogFields = {}) =>
      void lines.push({ level, message, fields });
  const log = {
    debug: record('debug'),
    info: record('info'),
    warn: record('warn'),
    error: record('error'),
  };
  return { log, lines };
}

/** Hashes at no cost. */
function countingHasher(): { readonly passwords: PasswordHasher; readonly hashed: string[] } {
  const hashed: string[] = [];
  const hash = async (password: string) => {
    hashed.push(password);
    return `hash of ${password}`;
  };
  return { passwords: { hashFunction: 'bcrypt', hash }, hashed };
}
