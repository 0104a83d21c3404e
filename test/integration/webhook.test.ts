import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { type Webhook, webhookForwarder } from '../../lib/drivers/webhook/event-forwarder.ts';
import { toSignedHeaders } from '../../lib/drivers/webhook/signature.ts';
import { eventForwarderContract, forwardedEvent } from '../contract/event-forwarder.ts';
import { answerWith, type WebhookReceiver, webhookReceiver } from '../support/webhook-receiver.ts';

const KEYS = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const NOW_MS = 1_795_301_842_281;
const { signal } = new AbortController();
const event = forwardedEvent('1');

const isLoopback = (address: string) => address === '127.0.0.1' || address === '::1';

function open({ url, agent }: WebhookReceiver, parts: Partial<Webhook> = {}) {
  return webhookForwarder({
    url,
    agent,
    isAllowed: isLoopback,
    keys: KEYS,
    timeoutMs: 20_000,
    now: () => NOW_MS,
    ...parts,
  });
}

async function setUp(t: TestContext, parts: Partial<Webhook> = {}) {
  const receiver = await webhookReceiver(t);
  return { receiver, forwarder: open(receiver, parts) };
}

eventForwarderContract('webhook', async (t) => {
  const taken: string[] = [];
  const receiver = await webhookReceiver(t);
  const take: WebhookReceiver['answer'] = (response) => {
    taken.push(receiver.requests.at(-1)?.body ?? '');
    answerWith(202)(response);
  };
  const answers = {
    take,
    'refuse for ever': answerWith(422),
    'refuse for now': answerWith(503),
    'do not answer': (response: Parameters<typeof take>[0]) => void response.socket?.destroy(),
  };
  receiver.answer = take;
  return {
    forwarder: open(receiver),
    taken,
    answer: (how) => {
      receiver.answer = answers[how];
    },
  };
});

describe('a signed webhook', () => {
  it('carries id, time stamp and a signature of each key', async (t) => {
    const { receiver, forwarder } = await setUp(t);

    await forwarder.forward(event, signal);

    const [request] = receiver.requests;
    const timestamp = Math.floor(NOW_MS / 1000);
    const signed = toSignedHeaders({ id: '1', timestamp, body: event.json }, KEYS);
    assert.deepEqual({ ...request?.headers, ...signed }, request?.headers);
    assert.equal(request?.headers['content-type'], 'application/json');
  });

  it('goes over one connection again and again', async (t) => {
    const { receiver, forwarder } = await setUp(t);

    for (const id of ['1', '2', '3']) await forwarder.forward(forwardedEvent(id), signal);

    assert.equal(receiver.sockets(), 1);
  });

  it('is sent again when a kept connection turns out to be dead', async (t) => {
    const { receiver, forwarder } = await setUp(t);
    await forwarder.forward(event, signal);
    receiver.answer = (response) => {
      receiver.answer = answerWith(204);
      response.socket?.destroy();
    };

    await forwarder.forward(forwardedEvent('2'), signal);

    assert.deepEqual(
      receiver.requests.map(({ headers }) => headers['webhook-id']),
      ['1', '2', '2'],
    );
  });

  for (const [status, code] of [
    [301, 'EVENT_NOT_FORWARDED'],
    [307, 'EVENT_NOT_FORWARDED'],
    [400, 'RECORD_REJECTED'],
    [401, 'RECORD_REJECTED'],
    [404, 'RECORD_REJECTED'],
    [408, 'EVENT_NOT_FORWARDED'],
    [410, 'RECORD_REJECTED'],
    [429, 'EVENT_NOT_FORWARDED'],
    [500, 'EVENT_NOT_FORWARDED'],
    [503, 'EVENT_NOT_FORWARDED'],
  ] as const) {
    it(`that is answered ${status} ends in ${code}, and follows no redirect`, async (t) => {
      const { receiver, forwarder } = await setUp(t);
      receiver.answer = answerWith(status, { location: '/elsewhere' });

      await assert.rejects(forwarder.forward(event, signal), { code });

      assert.equal(receiver.requests.length, 1);
    });
  }

  it('waits as long as the receiver has asked for, and not longer than the handler may run', async (t) => {
    const { receiver, forwarder } = await setUp(t);
    receiver.answer = answerWith(503, { 'retry-after': '10' });
    await assert.rejects(forwarder.forward(event, signal));

    const later = forwarder.forward(event, AbortSignal.timeout(50));

    await assert.rejects(later, { code: 'EVENT_NOT_FORWARDED' });
    assert.equal(receiver.requests.length, 1);
  });

  it('is not waited for longer than allowed', async (t) => {
    const { receiver, forwarder } = await setUp(t, { timeoutMs: 200 });
    receiver.answer = () => undefined;

    await assert.rejects(forwarder.forward(event, signal), { code: 'EVENT_NOT_FORWARDED' });
  });

  it('believes the status, and hangs up on an answer without end', async (t) => {
    const { receiver, forwarder } = await setUp(t, { timeoutMs: 3000 });
    let pouredBytes = 0;
    receiver.answer = (response) => {
      response.writeHead(200);
      const pour = (): void => {
        do pouredBytes += 16_384;
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      };
      response.on('drain', pour);
      pour();
    };

    await forwarder.forward(event, signal);

    // Beside what was read there is what waits in the sockets.
    assert.ok(pouredBytes < 50_000_000, `${pouredBytes} bytes`);
  });
});

describe('a webhook at an address that is not public', () => {
  for (const hostname of [
    'localhost',
    '127.0.0.1',
    '[::1]',
    '169.254.169.254',
    '[::ffff:7f00:1]',
  ]) {
    it(`is not sent anything, as ${hostname}`, async (t) => {
      const receiver = await webhookReceiver(t);
      const url = new URL(receiver.url);
      url.hostname = hostname;
      const { agent } = receiver;
      const forwarder = webhookForwarder({
        url,
        agent,
        keys: KEYS,
        timeoutMs: 5000,
        now: Date.now,
      });

      await assert.rejects(forwarder.forward(event, signal), { code: 'EVENT_NOT_FORWARDED' });

      assert.equal(receiver.sockets(), 0);
    });
  }

  it('is not reached either when its certificate is not trusted', async (t) => {
    const receiver = await webhookReceiver(t);
    const { url } = receiver;
    const forwarder = webhookForwarder({
      url,
      keys: KEYS,
      timeoutMs: 5000,
      now: Date.now,
      isAllowed: () => true,
    });

    await assert.rejects(forwarder.forward(event, signal), { code: 'EVENT_NOT_FORWARDED' });

    assert.deepEqual(receiver.requests, []);
  });
});
