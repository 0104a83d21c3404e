import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate as immediate } from 'node:timers/promises';
import { ServiceError } from '../../../lib/domain/errors.ts';
import { parseTenantId } from '../../../lib/domain/identifiers.ts';
import {
  allDevicesDeleted,
  deviceChanged,
  tenantChanged,
} from '../../../lib/registry/notifications.ts';
import type { OutboxEntry } from '../../../lib/registry/outbox.ts';
import type { OutboxItem } from '../../../lib/registry/outbox-store.ts';
import { publishOutbox } from '../../../lib/registry/publish-outbox.ts';
import { eventRecord } from '../../support/event-records.ts';
import { AN_INSTANT_MS, deviceId } from '../../support/registry-values.ts';

const ACME = parseTenantId('acme');

type Given = {
  readonly append?: (entry: OutboxEntry) => Promise<void>;
  readonly announce?: () => Promise<void>;
  readonly remove?: () => Promise<void>;
  readonly nowMs?: number;
};

/** A publisher with an outbox and a topic in memory. */
function publisherOf(items: readonly OutboxItem[], given: Given = {}) {
  const { append = async () => {}, announce = async () => {}, remove = async () => {} } = given;
  const outbox = new Map(items.map((item) => [item.id, item]));
  const published: OutboxEntry[] = [];
  const reported: string[] = [];
  const observed: string[] = [];
  const publisher = {
    store: {
      findUnpublished: async (asked: readonly OutboxItem[]) =>
        asked.filter(({ id }) => outbox.has(id)),
      remove: async ({ id }: { id: string }) => {
        await remove();
        outbox.delete(id);
      },
    },
    sink: {
      append: async (entry: OutboxEntry) => {
        await append(entry);
        published.push(entry);
      },
    },
    announce,
    report: ({ id }: OutboxItem) => reported.push(id),
    observe: ({ id }: OutboxItem, status: string) => observed.push(`${status} ${id}`),
    clock: () => given.nowMs ?? AN_INSTANT_MS,
  };
  const publish = async (handedOver = items) => {
    const left = await publishOutbox(handedOver, publisher);
    return left.map(({ id }) => id);
  };
  return { publish, published, reported, observed, waiting: () => [...outbox.keys()] };
}

const item = (id: string, entry: OutboxEntry): OutboxItem => ({ tenant: ACME, id, entry });
const told = (id: string, device = '4711') =>
  item(id, deviceChanged('UPDATE', ACME, deviceId(device), {}, AN_INSTANT_MS));
const provisioned = item('owed', {
  kind: 'provisioning',
  event: eventRecord({ createdAtMs: AN_INSTANT_MS }),
});
const isOfSick = (entry: OutboxEntry) => JSON.stringify(entry).includes('sick');
const refuse = () => Promise.reject(new ServiceError('ENTRY_NOT_PUBLISHED', 'no broker'));

describe('publishing the outbox', () => {
  test('publishes in the order given, and forgets what is published', async () => {
    const items = [told('1'), told('2'), told('3')];
    const { publish, published, waiting } = publisherOf(items);

    assert.deepEqual(await publish(), []);

    assert.deepEqual(
      published,
      items.map(({ entry }) => entry),
    );
    assert.deepEqual(waiting(), []);
  });

  test('publishes in the order given also what is told of several devices', async () => {
    const items = [
      told('1', 'first'),
      told('2', 'first'),
      told('3', 'second'),
      item('4', allDevicesDeleted(ACME, AN_INSTANT_MS)),
      told('5', 'first'),
    ];
    const { publish, published } = publisherOf(items);

    assert.deepEqual(await publish(), []);

    assert.deepEqual(
      published,
      items.map(({ entry }) => entry),
    );
  });

  test('waits for an outage twice at most, however much is to be told', async () => {
    let outages = 0;
    let outage: Promise<void> | undefined;
    const endOutage = async () => {
      await immediate();
      outages += 1;
      outage = undefined;
    };
    const refuseTogether = async () => {
      await (outage ??= endOutage());
      return refuse();
    };
    const items = ['a', 'b', 'c', 'd'].flatMap((id) => [told(`${id}1`, id), told(`${id}2`, id)]);
    const { publish } = publisherOf(items, { append: refuseTogether });

    assert.equal((await publish()).length, items.length);

    assert.equal(outages, 2);
  });

  test('passes over what is published already', async () => {
    const { publish, published } = publisherOf([told('2')]);

    assert.deepEqual(await publish([told('1'), told('2')]), []);

    assert.equal(published.length, 1);
  });

  test('an entry that fails holds back those of its device, and no others', async () => {
    const { publish, published, reported } = publisherOf(
      [
        told('1', 'sick'),
        told('2'),
        told('3', 'sick'),
        item('4', tenantChanged('UPDATE', ACME, {}, AN_INSTANT_MS)),
      ],
      { append: (entry) => (isOfSick(entry) ? refuse() : Promise.resolve()) },
    );

    assert.deepEqual(await publish(), ['1', '3']);

    assert.equal(published.length, 2);
    assert.deepEqual(reported, ['1']);
  });

  test('publishes again what was published when the function died before it forgot it', async () => {
    let deaths = 1;
    const die = async () => {
      if (deaths-- > 0) throw new Error('the function is gone');
    };
    const { publish, published, waiting } = publisherOf([told('1')], { remove: die });

    assert.deepEqual(await publish(), ['1']);
    assert.deepEqual(await publish(), []);

    assert.equal(published.length, 2);
    assert.deepEqual(waiting(), []);
  });

  test('a provisioning notification is announced, so that it does not meet the one of an upload', async () => {
    const announced: string[] = [];
    const announce = async () => void announced.push('owed');
    const { publish, published } = publisherOf([provisioned], { announce });

    assert.deepEqual(await publish(), []);

    assert.deepEqual([announced, published], [['owed'], []]);
  });

  test('a provisioning notification that is not taken is left to the next upload after five minutes', async () => {
    const soon = publisherOf([provisioned], { announce: refuse });
    const late = publisherOf([provisioned], {
      announce: refuse,
      nowMs: AN_INSTANT_MS + 5 * 60_000,
    });

    assert.deepEqual(await soon.publish(), ['owed']);
    assert.deepEqual(await late.publish(), []);

    assert.deepEqual(late.waiting(), ['owed']);
    assert.deepEqual(late.reported, ['owed']);
  });
});
