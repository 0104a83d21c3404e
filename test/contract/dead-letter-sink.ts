import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { DeadLetterReason, DeadLetterSink } from '../../lib/consumption/dead-letter-sink.ts';
import type { Received } from '../../lib/consumption/received.ts';
import type { TenantId } from '../../lib/domain/identifiers.ts';
import { isRetryable, ServiceError } from '../../lib/domain/errors.ts';
import { received } from '../support/received.ts';

export type DeadLettersUnderTest = {
  readonly sink: DeadLetterSink;
  /** A tenant whose dead letters nobody else writes. */
  readonly makeTenant: () => Promise<TenantId>;
  /** Waits until the tenant has so many dead letters; in the order of each key. */
  readonly readStored: (tenant: TenantId, count: number) => Promise<readonly StoredDeadLetter[]>;
  /** What it stores in can hold a name once only; then the first of a name is kept. */
  readonly namesAreUnique?: true;
  /** From now on nothing can be stored. */
  readonly breakDown: () => Promise<void>;
};

export type StoredDeadLetter = Pick<Received, 'key' | 'value' | 'headers'>;

const REASON: DeadLetterReason = {
  code: 'PROCESSING_FAILED',
  message: 'no such machine: Ümlaut',
  attempts: 5,
  atMs: 1_795_301_900_000,
};

/** What every driver that claims to be a dead-letter sink does. */
export function deadLetterSinkContract(
  driver: string,
  open: (t: TestContext) => Promise<DeadLettersUnderTest>,
): void {
  describe(`dead-letter sink (${driver})`, () => {
    test('says why, after how many attempts and where from, before the headers of the record', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const tenant = await makeTenant();
      const record = received({ tenant, headers: [['content-type', 'text/plain']] });

      await sink.append(record, REASON);

      const [letter] = await readStored(tenant, 1);
      assert.deepEqual(letter && textsOf(letter), [
        ['dead-letter-reason', 'PROCESSING_FAILED'],
        ['dead-letter-message', 'no such machine: Ümlaut'],
        ['dead-letter-attempts', '5'],
        ['dead-letter-time', '1795301900000'],
        ['dead-letter-topic', `hono.event.${tenant}`],
        ['dead-letter-partition', '0'],
        ['dead-letter-offset', '0'],
        ['dead-letter-timestamp', '1795301842281'],
        ['content-type', 'text/plain'],
      ]);
    });

    for (const [what, key, value] of [
      ['bytes that are no text', Buffer.from([0, 255, 195]), Buffer.from([200, 0, 10])],
      ['neither key nor value', null, null],
      ['an empty value', Buffer.from('device-1'), Buffer.alloc(0)],
    ] as const) {
      test(`leaves key and value untouched: ${what}`, async (t) => {
        const { sink, makeTenant, readStored } = await open(t);
        const tenant = await makeTenant();

        await sink.append(received({ tenant, key, value }), REASON);

        const [letter] = await readStored(tenant, 1);
        assert.deepEqual(hexOf(letter?.key), hexOf(key));
        assert.deepEqual(hexOf(letter?.value), hexOf(value));
      });
    }

    test('keeps headers that are repeated, empty, no text, or named like its own', async (t) => {
      const { sink, makeTenant, readStored, namesAreUnique } = await open(t);
      const tenant = await makeTenant();
      const headers = [
        ['colour', 'red'],
        ['empty', ''],
        ['colour', ''],
        ['größe', Buffer.from([195, 40])],
        ['dead-letter-reason', 'forged'],
      ] as const;

      await sink.append(received({ tenant, headers }), REASON);

      const [letter] = await readStored(tenant, 1);
      assert.deepEqual(valuesOf(letter, 'colour'), namesAreUnique ? ['726564'] : ['726564', '']);
      assert.deepEqual(valuesOf(letter, 'empty'), ['']);
      assert.deepEqual(valuesOf(letter, 'größe'), ['c328']);
      const [genuine] = valuesOf(letter, 'dead-letter-reason');
      assert.equal(genuine, Buffer.from(REASON.code).toString('hex'));
    });

    test('keeps the order of a device, and tenants apart', async (t) => {
      const { sink, makeTenant, readStored } = await open(t);
      const [tenant, other] = [await makeTenant(), await makeTenant()];

      for (const offset of [1, 2, 3]) await sink.append(received({ tenant, offset }), REASON);
      await sink.append(received({ tenant: other, offset: 9 }), REASON);

      const letters = await readStored(tenant, 3);
      const offsets = letters.map((letter) => valuesOf(letter, 'dead-letter-offset').map(fromHex));
      assert.deepEqual(offsets, [['1'], ['2'], ['3']]);
    });

    test('rejects retryably what it cannot store', async (t) => {
      const { sink, makeTenant, breakDown } = await open(t);
      const tenant = await makeTenant();
      await breakDown();

      const append = sink.append(received({ tenant }), REASON);

      await assert.rejects(append, (failure) => {
        assert.ok(failure instanceof ServiceError);
        assert.equal(failure.code, 'DEAD_LETTER_NOT_STORED');
        return isRetryable(failure);
      });
    });
  });
}

function textsOf({ headers }: StoredDeadLetter): string[][] {
  return headers.map(({ name, value }) => [name, Buffer.from(value).toString()]);
}

function valuesOf(letter: StoredDeadLetter | undefined, name: string): (string | undefined)[] {
  const headers = letter?.headers.filter((header) => header.name === name) ?? [];
  return headers.map(({ value }) => hexOf(value));
}

function hexOf(bytes: Uint8Array | null | undefined): string | undefined {
  return bytes ? Buffer.from(bytes).toString('hex') : undefined;
}

function fromHex(text: string | undefined): string {
  return Buffer.from(text ?? '', 'hex').toString();
}
