import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shareOut } from '../../../event-source-mapping/kafka/share-out.ts';

type Metadata = Parameters<typeof shareOut>[3];

describe('the partitions of a group', () => {
  it('are shared out equally, each to one member', () => {
    const shares = share(['a', 'b', 'c'], topics(20));

    const all = [...shares.values()].flat();
    assert.equal(new Set(all).size, 60);
    assert.deepEqual(
      [...shares.values()].map(({ length }) => length),
      [20, 20, 20],
    );
  });

  it('stay for the most part when a topic is added, and when a member comes', () => {
    const before = share(['a', 'b'], topics(40));

    const withTopic = share(['a', 'b'], topics(41));
    const withMember = share(['a', 'b', 'c'], topics(40));

    assert.ok(moved(before, withTopic) < 20, `${moved(before, withTopic)} moved`);
    assert.ok(moved(before, withMember) < 70, `${moved(before, withMember)} moved`);
  });

  it('go to members that read their topic, and to nobody else', () => {
    const members = new Map([
      ['a', { topics: ['t0', 't1'] }],
      ['b', { topics: ['t0'] }],
    ]);

    const shares = shareWith(members, ['t0', 't1']);

    assert.ok(shares.get('b')?.every((name) => name.startsWith('t0-')));
    assert.equal([...shares.values()].flat().length, 6);
  });
});

function topics(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `t${index}`);
}

function share(members: readonly string[], names: readonly string[]) {
  return shareWith(new Map(members.map((id) => [id, { topics: [...names] }])), names);
}

/** Three partitions of each topic. */
function shareWith(
  members: ReadonlyMap<string, { readonly topics: string[] }>,
  names: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const subscriptions = new Map(
    [...members].map(([memberId, { topics: own }]) => [
      memberId,
      { memberId, version: 1, topics: own, metadata: '', ownedPartitions: [], generationId: 1 },
    ]),
  );
  const known: Metadata = {
    id: 'cluster',
    brokers: new Map(),
    controllerId: 1,
    lastUpdate: 0,
    topics: new Map(
      names.map((name) => [name, { id: name, partitions: [], partitionsCount: 3, lastUpdate: 0 }]),
    ),
  };
  const shares = shareOut('a', subscriptions, new Set(names), known);
  return new Map(
    shares.map(({ memberId, assignments }) => [
      memberId,
      [...assignments.values()].flatMap(({ topic, partitions }) =>
        partitions.map((partition) => `${topic}-${partition}`),
      ),
    ]),
  );
}

function moved(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): number {
  const owners = new Map([...after].flatMap(([id, names]) => names.map((name) => [name, id])));
  return [...before].flatMap(([id, names]) => names.filter((name) => owners.get(name) !== id))
    .length;
}
