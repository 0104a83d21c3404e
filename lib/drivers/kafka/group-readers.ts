import kafkajs, { type GroupDescription } from 'kafkajs';
import type { Purge } from '../../onboarding/purge-tenant.ts';
import { persist, type WithAdmin } from './admin.ts';

/** Looks at the members of every consumer group of the cluster. */
export function kafkaGroupReaders(withAdmin: WithAdmin): Purge['readersOf'] {
  return (topics) =>
    withAdmin(async (admin) => {
      const { groups } = await persist(() => admin.listGroups());
      const ids = groups.map(({ groupId }) => groupId);
      if (ids.length === 0) return [];
      const described = await persist(() => admin.describeGroups(ids));
      const wanted = new Set(topics);
      return described.groups
        .filter((group) => subscriptionsOf(group).some((topic) => wanted.has(topic)))
        .map(({ groupId }) => groupId);
    });
}

function subscriptionsOf({ members }: GroupDescription): readonly string[] {
  return members.flatMap(({ memberMetadata }) => {
    return kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [];
  });
}
