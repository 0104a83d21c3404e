import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { type FailureCode, ServiceError } from '../../lib/domain/errors.ts';
import { parseDeviceId, type TenantId } from '../../lib/domain/identifiers.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import { data, eventRecord } from '../support/event-records.ts';

export type SinkUnderTest = {
  readonly sink: EventSink;
  /** What a record that is too large for the tenant's topic is refused with; `EVENT_NOT_STORED` unless said. */
  readonly refusal?: FailureCode;
  /** A tenant with a topic of its own that takes records of so many bytes at most. */
  readonly makeTenant: (options?: { maxRecordBytes?: number }) => Promise<TenantId>;
  /** Waits until the tenant's topic holds so many records; in order of device and offset. */
  readonly readStored: (tenant: TenantId, count: number) => Promise<readonly Stored[]>;
};

export type Stored = {
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

const TOO_LARGE = 'x'.repeat(20_000);
const SMALL_RECORDS = { maxRecordBytes: 5_000 };

/** What every driver that claims to be an event sink does. */
export function eventSinkContract(
  driver: string,
  open: (t: TestContext) => Promise<SinkUnderTest>,
): void {
  describe(`event sink (${driver})`, () => {
    test('stores the device as key, the payload as value and each header once', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const tenant = await makeTenant();

      await sink.append(eventRecord({ tenant, timeToLiveMs: 30_000, defaults: { floor: 4 } }));

      assert.deepEqual(await readStored(tenant, 1), [
        {
          key: 'device-1',
          value: '{"temp":5}',
          headers: {
            'content-type': 'application/json',
            'creation-time': '1795301842281',
            device_id: 'device-1',
            floor: '4',
            orig_adapter: 'hono-http',
            orig_address: '/event',
            qos: '1',
            traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
            ttl: '30000',
          },
        },
      ]);
    });

    test('stores an empty payload as null', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const tenant = await makeTenant();

      await sink.append(
        eventRecord({ tenant, payload: { kind: 'empty', contentType: 'text/plain' } }),
      );

      const [stored] = await readStored(tenant, 1);
      assert.equal(stored?.value, null);
    });

    test('stores what is appended at the same time, in order for each device', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const tenants = [await makeTenant(), await makeTenant()];
      const appended = tenants.flatMap((tenant) =>
        Array.from({ length: 50 }, (_, index) => ({ tenant, index })),
      );

      await Promise.all(
        appended.map(({ tenant, index }) =>
          sink.append(
            eventRecord({
              tenant,
              device: parseDeviceId(`device-${index % 5}`),
              payload: data(String(index)),
            }),
          ),
        ),
      );

      for (const tenant of tenants) {
        const stored = await readStored(tenant, 50);
        assert.equal(new Set(stored.map(({ value }) => value)).size, 50);
        for (const device of [0, 1, 2, 3, 4]) {
          assert.deepEqual(
            stored.filter(({ key }) => key === `device-${device}`).map(({ value }) => value),
            Array.from({ length: 10 }, (_, round) => String(round * 5 + device)),
          );
        }
      }
    });

    test('refuses a record that the topic does not take, and says that it was not stored', async (t) => {
      const { sink, makeTenant, refusal = 'EVENT_NOT_STORED' } = await open(t);
      const tenant = await makeTenant(SMALL_RECORDS);

      await assert.rejects(
        sink.append(eventRecord({ tenant, payload: data(TOO_LARGE) })),
        (failure) => failure instanceof ServiceError && failure.code === refusal,
      );
    });

    test('a refused record costs the other tenants of its group nothing', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const strict = await makeTenant(SMALL_RECORDS);
      const other = await makeTenant();
      await Promise.all([strict, other].map((tenant) => sink.append(eventRecord({ tenant }))));

      const [refused, stored] = await Promise.allSettled([
        sink.append(eventRecord({ tenant: strict, payload: data(TOO_LARGE) })),
        sink.append(eventRecord({ tenant: other, payload: data('in company') })),
      ]);

      assert.deepEqual([refused.status, stored.status], ['rejected', 'fulfilled']);
      const values = (await readStored(other, 2)).map(({ value }) => value);
      assert.deepEqual(values, ['{"temp":5}', 'in company']);
    });

    test('a good record after a group with a refused one is on the topic', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const strict = await makeTenant(SMALL_RECORDS);
      const other = await makeTenant();
      const append = (tenant: TenantId, text: string) =>
        sink.append(eventRecord({ tenant, payload: data(text) }));
      await Promise.all([append(strict, 'S0'), append(other, 'B0')]);

      await Promise.allSettled([append(strict, TOO_LARGE), append(other, 'B1')]);
      await append(other, 'B2');
      await append(strict, 'S1');
      await append(other, 'B3');

      const valuesOf = async (tenant: TenantId, count: number) =>
        (await readStored(tenant, count)).map(({ value }) => value);
      assert.deepEqual(await valuesOf(other, 4), ['B0', 'B1', 'B2', 'B3']);
      assert.deepEqual(await valuesOf(strict, 2), ['S0', 'S1']);
    });

    test('refuses everything once it is closed', async (t) => {
      const { sink, makeTenant } = await open(t);
      const tenant = await makeTenant();

      await sink.close();

      await assert.rejects(sink.append(eventRecord({ tenant })), { code: 'EVENT_NOT_STORED' });
    });
  });
}
