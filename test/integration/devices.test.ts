import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { describe, it, type TestContext } from 'node:test';
import { digestOf, parseDeviceEvent } from '../support/device-event.ts';
import { type Load, runDevices, type VirtualDevice } from '../support/devices.ts';
import { checkHistory } from '../support/history/check-history.ts';
import type { Fact } from '../support/history/facts.ts';

type Service = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

function answerWith(status: number): Service {
  return (_request, _body, response) => void response.writeHead(status).end();
}

async function serve(t: TestContext, service: Service): Promise<string> {
  const server = createServer((request, response) => {
    void buffer(request).then((body) => service(request, body, response));
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${bound.port}`;
}

function someDevices(count: number): VirtualDevice[] {
  return Array.from({ length: count }, (_, index) => ({
    tenant: `tenant-${index % 2}`,
    device: `device-${index}`,
    authId: `sensor-${index}`,
    password: 'secret',
  }));
}

async function factsOf(load: Omit<Load, 'record'>): Promise<Fact[]> {
  const facts: Fact[] = [];
  await runDevices({ ...load, record: (fact) => facts.push(fact) });
  return facts;
}

describe('virtual devices', () => {
  it('present their credentials and a payload of the size wanted', async (t) => {
    const seen: { path: string; credentials: string; body: Buffer }[] = [];
    const address = await serve(t, ({ method, url, headers }, body, response) => {
      const credentials = Buffer.from(headers.authorization?.split(' ')[1] ?? '', 'base64');
      seen.push({ path: `${method} ${url}`, credentials: credentials.toString(), body });
      response.writeHead(202).end();
    });

    const facts = await factsOf({
      address,
      devices: someDevices(1),
      eventsPerDevice: 1,
      payloadBytes: 500,
    });

    const [upload] = seen;
    assert.ok(upload !== undefined && seen.length === 1);
    assert.equal(upload.path, 'POST /event');
    assert.equal(upload.credentials, 'sensor-0@tenant-0:secret');
    assert.equal(upload.body.byteLength, 500);
    const sent = facts.find((fact) => fact.kind === 'sent');
    assert.equal(sent?.digest, digestOf(upload.body));
    assert.equal(sent.id, parseDeviceEvent(upload.body).id);
  });

  it('wait for each answer, and together keep within the concurrency', async (t) => {
    const busy = new Map<string, number>();
    let most = 0;
    const address = await serve(t, (_request, body, response) => {
      const { device, sequence } = parseDeviceEvent(body);
      assert.ok(!busy.has(device));
      busy.set(device, sequence);
      most = Math.max(most, busy.size);
      setImmediate(() => {
        busy.delete(device);
        response.writeHead(202).end();
      });
    });

    const devices = someDevices(10);
    const facts = await factsOf({ address, devices, eventsPerDevice: 20, concurrency: 4 });

    assert.ok(most <= 4);
    const ofOne = facts.flatMap((fact) =>
      fact.kind === 'sent' && fact.device === 'device-3' ? fact.sequence : [],
    );
    assert.deepEqual(
      ofOne,
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    assert.equal(checkHistory(facts).counts.forwarded, 200);
  });

  it('mark the events that are poison', async (t) => {
    const address = await serve(t, answerWith(202));

    const facts = await factsOf({
      address,
      devices: someDevices(2),
      eventsPerDevice: 3,
      isPoison: ({ device }, sequence) => device === 'device-1' && sequence === 2,
    });

    const poisons = facts.flatMap((fact) => (fact.kind === 'sent' && fact.poison ? fact : []));
    assert.deepEqual(
      poisons.map(({ device, sequence }) => [device, sequence]),
      [['device-1', 2]],
    );
  });

  it('go on with their next event after a 503', async (t) => {
    const address = await serve(t, answerWith(503));

    const facts = await factsOf({ address, devices: someDevices(2), eventsPerDevice: 3 });

    assert.equal(checkHistory(facts).counts.undeliverable, 6);
  });

  it('repeat a refused event as a new one when asked to', async (t) => {
    let refusals = 3;
    const address = await serve(t, (_request, _body, response) => {
      response.writeHead(refusals-- > 0 ? 503 : 202).end();
    });

    const facts = await factsOf({
      address,
      devices: someDevices(1),
      eventsPerDevice: 2,
      afterUndeliverable: 'repeat',
      repeatAfterMs: 0,
    });

    const { sent, undeliverable, forwarded } = checkHistory(facts).counts;
    assert.deepEqual(
      { sent, undeliverable, forwarded },
      { sent: 5, undeliverable: 3, forwarded: 2 },
    );
  });

  it('count an upload as unanswered when the connection breaks', async (t) => {
    const address = await serve(t, (request) => request.socket.destroy());

    const facts = await factsOf({ address, devices: someDevices(1), eventsPerDevice: 1 });

    assert.match(reasonOf(facts), /socket hang up|ECONNRESET/);
  });

  it('count an upload as unanswered when the time is over', async (t) => {
    const address = await serve(t, () => undefined);
    const load = { address, devices: someDevices(1), eventsPerDevice: 1, timeoutMs: 50 };

    const facts = await factsOf(load);

    assert.match(reasonOf(facts), /TimeoutError|AbortError/);
  });

  it('end with the upload in hand when told to stop', async (t) => {
    const stop = new AbortController();
    const address = await serve(t, (_request, _body, response) => {
      stop.abort();
      response.writeHead(202).end();
    });
    const load = { address, devices: someDevices(1), eventsPerDevice: 5, signal: stop.signal };

    const facts = await factsOf(load);

    assert.deepEqual(
      facts.map(({ kind }) => kind),
      ['sent', 'answered'],
    );
  });
});

function reasonOf(facts: readonly Fact[]): string {
  return facts.flatMap((fact) => (fact.kind === 'unanswered' ? fact.reason : [])).join();
}
