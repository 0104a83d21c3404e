import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { CONNECTION_EVENT } from '../../lib/domain/event-kinds.ts';
import { localCloud, type TestCloud } from '../support/local-cloud.ts';
import { kafkaClient } from '../support/kafka.ts';
import { ownKafka } from '../support/own-kafka.ts';
import { overTls } from '../support/tls-request.ts';
import { untilNot503 } from '../support/until-not-503.ts';
import { until } from '../support/until.ts';

/** Handed to the product in one place or another; must not come out in a line of any log. */
const secrets = {
  admin: secret('admin'),
  wrongAdmin: secret('wrong-admin'),
  password: secret('password'),
  wrongPassword: secret('wrong-password'),
  token: secret('token'),
  payload: secret('payload'),
  query: secret('query'),
  unreadable: secret('unreadable'),
  poison: secret('poison'),
  header: secret('header'),
};

test('no password, Authorization value, payload, header or query string is in any line of logs and metrics', async (t) => {
  const kafka = await ownKafka(t);
  const told: string[] = [];
  const cloud = await localCloud(t, {
    brokers: kafka.brokers,
    tls: { port: 0 },
    // With everything there is to tell.
    settings: {
      TIDEGATE_ADMIN: `operator:${secrets.admin}`,
      LOG_LEVEL: 'debug',
      METRICS: 'by-tenant',
    },
    report: (line) => told.push(line),
  });

  await manage(cloud);
  await uploadAll(cloud);
  await until(() => cloud.lines.some(({ text }) => text.includes('event processed')));
  await uploadOverTls(cloud);
  await poison(kafka.brokers);
  await until(() => cloud.lines.some(({ text }) => text.includes('event dead-lettered')));
  await kafka.stop();
  assert.equal((await upload(cloud, {})).status, 503);

  const lines = [...told, ...cloud.lines.map(({ text }) => text)];
  assert.ok(lines.some((line) => line.includes('EVENT_NOT_STORED')));
  const metrics = lines.filter((line) => line.startsWith('{"_aws":'));
  for (const name of [
    'hono.telemetry.payload',
    'http.server.requests',
    'tidegate.consumer.events',
  ]) {
    assert.ok(
      metrics.some((line) => line.includes(name)),
      name,
    );
  }
  assert.deepEqual(lines.filter(tellsSecret), []);
  assert.deepEqual(
    metrics.filter((line) => line.includes('"device"')),
    [],
  );
});

async function uploadOverTls({ tls }: TestCloud): Promise<void> {
  const port = Number(new URL(tls?.url ?? '').port);
  const path = `/event?${secrets.query}`;
  const uploadWith = async (password: string) => {
    const headers = {
      authorization: basic('sensor@tenant', password),
      'content-type': 'text/plain',
    };
    const sent = { port, path, headers, body: secrets.payload };
    const { status } = await untilNot503(() => overTls(sent));
    return status;
  };
  assert.equal(await uploadWith(secrets.password), 202);
  assert.equal(await uploadWith(secrets.wrongPassword), 401);
}

/** What is no event, though its topic and content type say so: the consumer keeps it as a dead letter. */
async function poison(brokers: readonly string[]): Promise<void> {
  const producer = kafkaClient(brokers).producer();
  await producer.connect();
  const headers = { 'content-type': CONNECTION_EVENT, remark: secrets.header };
  const messages = [{ key: 'device', value: `{"cause":"${secrets.poison}`, headers }];
  await producer.send({ topic: 'hono.event.tenant', messages });
  await producer.disconnect();
}

/** The management API with credentials in it, and with what it refuses. */
async function manage({ url }: TestCloud): Promise<void> {
  const call = async (method: string, path: string, body: string, password = secrets.admin) => {
    const headers = {
      authorization: basic('operator', password),
      'content-type': 'application/json',
    };
    const address = `${url}/v1${path}?${secrets.query}`;
    const answer = await untilNot503(() => fetch(address, { method, headers, body }));
    return answer.status;
  };
  const credentials = (member: string) =>
    JSON.stringify([
      { type: 'hashed-password', 'auth-id': 'sensor', secrets: [{ [member]: secrets.password }] },
    ]);
  assert.equal(await call('POST', '/tenants/tenant', '{}'), 201);
  assert.equal(await call('POST', '/devices/tenant/device', '{}'), 201);
  assert.equal(await call('PUT', '/credentials/tenant/device', credentials('pwd-plain')), 204);
  assert.equal(await call('PUT', '/credentials/tenant/device', credentials('pwd-plaint')), 400);
  assert.equal(await call('PUT', '/credentials/tenant/device', secrets.unreadable), 400);
  assert.equal(await call('PUT', '/credentials/tenant/device', '[]', secrets.wrongAdmin), 401);
}

type Given = { readonly authorization?: string; readonly path?: string; readonly method?: string };

async function uploadAll(cloud: TestCloud): Promise<void> {
  const uploads: Given[] = [
    {},
    { authorization: basic('sensor@tenant', secrets.wrongPassword) },
    { authorization: `Basic ${secrets.unreadable}` },
    { authorization: `Bearer ${toToken({ key: secrets.token })}` },
    { authorization: `Bearer ${secrets.token}.${secrets.token}.x` },
    { authorization: secrets.unreadable },
    { path: '/event/tenant/other', method: 'PUT' },
    { path: '/unknown' },
  ];
  const statuses: number[] = [];
  for (const given of uploads) {
    const { status } = await untilNot503(() => upload(cloud, given));
    statuses.push(status);
  }
  assert.equal(statuses[0], 202);
  assert.ok(
    statuses.slice(1).every((status) => status >= 400 && status < 500),
    statuses.join(),
  );
}

function upload(
  { url }: TestCloud,
  {
    authorization = basic('sensor@tenant', secrets.password),
    path = '/event',
    method = 'POST',
  }: Given,
): Promise<Response> {
  return fetch(`${url}${path}?${secrets.query}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: secrets.payload,
  });
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function toToken(claims: object): string {
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}.AAAA`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function secret(name: string): string {
  return `${name}-${randomUUID()}`;
}

/** As it is, or as a part of something in Base64, whichever way its bytes fall. */
function tellsSecret(line: string): boolean {
  return Object.values(secrets).some((one) => formsOf(one).some((form) => line.includes(form)));
}

function formsOf(text: string): string[] {
  const encoded = [0, 1, 2].map((shift) =>
    Buffer.from(text.slice(shift)).toString('base64url').slice(0, 24),
  );
  // Ten characters suffice: parsers quote the beginning of what they cannot read.
  return [text.slice(0, 14), text.slice(-12), ...encoded];
}
