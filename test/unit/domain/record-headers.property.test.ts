import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { EventHeaders } from '../../../lib/consumption/event-headers.ts';
import type { JsonObject, JsonValue } from '../../../lib/domain/json.ts';
import { addedProperties } from '../../../lib/domain/upload-parameters.ts';
import { toRecordHeaders } from '../../../lib/domain/record-headers.ts';
import { parseKafkaEvent } from '../../../lib/drivers/event-source/parse-kafka-event.ts';
import { eventRecord } from '../../support/event-records.ts';
import { kafkaEventOf } from '../../support/kafka-event.ts';

/** Any text that UTF-8 can carry. */
const text = fc.string({ unit: 'binary' });

const json = fc.jsonValue().filter((value) => value !== null) as fc.Arbitrary<JsonValue>;

const defaults: fc.Arbitrary<JsonObject> = fc
  .dictionary(text, json)
  .map((properties) => addedProperties(properties, { kind: 'event' }));

const OURS = new Set(Object.keys(toRecordHeaders(eventRecord())));

/** What a consumer finds after the headers have been a record in Kafka, and signed bytes in Lambda's event. */
function throughKafka(headers: Readonly<Record<string, string>>): EventHeaders {
  const [batch] = parseKafkaEvent(kafkaEventOf({ headers }));
  return new EventHeaders(batch?.records[0]?.headers ?? []);
}

describe('the headers of a record, through Kafka and Lambda’s signed bytes', () => {
  test('say of each default what the registry said', () => {
    fc.assert(
      fc.property(defaults, (properties) => {
        const found = throughKafka(toRecordHeaders(eventRecord({ defaults: properties })));

        for (const [name, value] of Object.entries(properties)) {
          if (OURS.has(name)) continue;
          const actual = typeof value === 'string' ? found.text(name) : found.json(name);
          assert.deepEqual(actual, JSON.parse(JSON.stringify(value)), name);
        }
      }),
    );
  });

  test('lose no default, not even one that is called __proto__', () => {
    const properties = JSON.parse('{"__proto__":"x","constructor":"y"}') as JsonObject;

    const found = throughKafka(toRecordHeaders(eventRecord({ defaults: properties })));

    assert.deepEqual([found.text('__proto__'), found.text('constructor')], ['x', 'y']);
  });

  test('name each property once, and no default replaces what the product vouches for', () => {
    fc.assert(
      fc.property(fc.constantFrom(...OURS), json, (name, value) => {
        const plain = throughKafka(toRecordHeaders(eventRecord()));
        const tried = throughKafka(toRecordHeaders(eventRecord({ defaults: { [name]: value } })));

        assert.equal(tried.text(name), plain.text(name));
        assert.equal(tried.all.filter((header) => header.name === name).length, 1);
      }),
    );
  });

  test('carry the content type and the address byte for byte', () => {
    fc.assert(
      fc.property(text, text, (contentType, address) => {
        const record = eventRecord({
          payload: { kind: 'empty', contentType },
          origin: { adapter: 'hono-http', address },
        });

        const found = throughKafka(toRecordHeaders(record));

        assert.equal(found.text('content-type'), contentType);
        assert.equal(found.text('orig_address'), address);
      }),
    );
  });

  test('carry times exactly', () => {
    const milliseconds = fc.maxSafeNat();
    fc.assert(
      fc.property(milliseconds, milliseconds, (createdAtMs, timeToLiveMs) => {
        const found = throughKafka(toRecordHeaders(eventRecord({ createdAtMs, timeToLiveMs })));

        assert.equal(found.integer('creation-time'), createdAtMs);
        assert.equal(found.integer('ttl'), timeToLiveMs);
      }),
    );
  });
});
