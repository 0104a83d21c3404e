import type { TenantId } from '../../../lib/domain/identifiers.ts';
import { driftOf } from '../../../lib/onboarding/mapping-drift.ts';
import type { Mapping, MappingProperties } from '../../../lib/onboarding/mapping-control.ts';
import { type NamePatterns, tenantOf, topicOf } from '../../../lib/onboarding/mapping-names.ts';
import type { Rules } from '../../../lib/onboarding/plan.ts';
import { withoutGroup } from './poller-group.ts';
import { error, type Finding, warning, when } from '../finding.ts';
import { partialAnswers } from '../offline/mapping-settings.ts';
import { namesOf } from './subjects.ts';

export type MappingsView = {
  readonly patterns: NamePatterns;
  /** Of every mapping, as the file has them. */
  readonly desired: MappingProperties;
  readonly eventsReadBy: Rules['eventsReadBy'];
  /** Those on Kafka. */
  readonly tenants: readonly TenantId[];
  readonly mappings: readonly Mapping[];
  /** Whether the deployed consumer believes that its partial answers are taken. */
  readonly consumerAnswersPartially: boolean;
};

const RECONCILE =
  'look into the log of the function reconciler: it makes and corrects mappings every five minutes';
/** Of a mapping that works. */
const WELL = new Set(['OK', 'No records processed', '']);

export function mappingFindings(view: MappingsView): Finding[] {
  return [...unread(view), ...strangers(view), ...states(view), ...settings(view)];
}

function unread({ tenants, mappings, patterns, eventsReadBy }: MappingsView): readonly Finding[] {
  if (eventsReadBy === 'poller') {
    return when(
      mappings.length > 0,
      warning(
        'mappings',
        `EVENTS_READ_BY is poller, and ${mappings.length} mappings are there: both process every event`,
        'delete the mappings once the poller runs: docs/poller.md',
      ),
    );
  }
  const topics = new Set(mappings.map(({ topic }) => topic));
  const without = tenants.filter((tenant) => !topics.has(topicOf(patterns, tenant)));
  return when(
    without.length > 0,
    error(`tenant ${namesOf(without)}`, 'has no mapping: its events are not consumed', RECONCILE),
  );
}

function strangers({ tenants, mappings, patterns }: MappingsView): readonly Finding[] {
  const known = new Set<string>(tenants);
  const gone = mappings.filter(({ topic }) => {
    const tenant = tenantOf(patterns, topic);
    return tenant === undefined || !known.has(tenant);
  });
  return when(
    gone.length > 0,
    warning(
      `mapping of ${namesOf(gone.map(({ topic }) => topic))}`,
      'reads a topic of no tenant of the registry',
      'see "Findings" in docs/tenants.md',
    ),
  );
}

function states({ mappings }: MappingsView): readonly Finding[] {
  const off = mappings.filter(({ state }) => state === 'Disabled' || state === 'Disabling');
  const troubled = Map.groupBy(
    mappings.filter(({ properties }) => !WELL.has(resultOf(properties))),
    ({ properties }) => resultOf(properties),
  );
  return [
    ...when(
      off.length > 0,
      error(
        `mapping of ${namesOf(off.map(({ topic }) => topic))}`,
        'is disabled: events wait in the topic',
        'enable it: aws lambda update-event-source-mapping --enabled --uuid …',
      ),
    ),
    ...[...troubled].map(([result, those]) =>
      warning(
        `mapping of ${namesOf(those.map(({ topic }) => topic))}`,
        `its last batch ended with ${JSON.stringify(result)}`,
        "look into the consumer's log, and at the cluster's permissions",
      ),
    ),
  ];
}

function resultOf({ LastProcessingResult: result }: MappingProperties): string {
  return typeof result === 'string' ? result : '';
}

function settings(view: MappingsView): readonly Finding[] {
  const { mappings, desired, consumerAnswersPartially } = view;
  const lossy = mappings.find(({ properties }) =>
    partialAnswers(properties, consumerAnswersPartially).some(isError),
  );
  const drifting = Map.groupBy(
    mappings.flatMap((mapping) => differing(mapping, desired)),
    ({ setting }) => setting,
  );
  return [
    ...(lossy ? partialAnswers(lossy.properties, consumerAnswersPartially).filter(isError) : []),
    ...[...drifting].map(([setting, those]) =>
      warning(
        `mapping of ${namesOf(those.map(({ topic }) => topic))}`,
        `${setting} is not as in deploy/event-source-mapping.yml`,
        RECONCILE,
      ),
    ),
  ];
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** The group that the reconciler chose has a number at its end. */
function differing({ topic, properties }: Mapping, desired: MappingProperties) {
  return Object.entries(withoutGroup(desired))
    .filter(([setting, value]) => driftOf({ [setting]: value }, properties))
    .map(([setting]) => ({ topic, setting }));
}
