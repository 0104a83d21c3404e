import { isJsonObject } from '../../../lib/domain/json.ts';
import type { Deployment } from '../deployment.ts';
import { error, type Finding, warning, when } from '../finding.ts';

const FILE = 'deploy/event-source-mapping.yml';
/** Of a group. @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html */
const MAPPINGS_A_GROUP = 100;
const POLLERS_A_GROUP = 2000;
/** Of a mapping that does not say. */
const DEFAULT_POLLERS = 200;

type Properties = Readonly<Record<string, unknown>>;

/** The settings that every tenant's mapping shares, and what the consumer knows of them. */
export function mappingSettings({ service, functions }: Deployment): Finding[] {
  const { properties, functionName } = service.mapping;
  const told = functions.get(functionName)?.environment['PARTIAL_BATCH_FAILURES'] === 'true';
  return [...partialAnswers(properties, told), ...retries(properties), ...pollers(properties)];
}

/** @param isTold whether `PARTIAL_BATCH_FAILURES` is `true` for the consumer */
export function partialAnswers(properties: Properties, isTold: boolean): readonly Finding[] {
  const types = properties['FunctionResponseTypes'];
  const takes = Array.isArray(types) && types.includes('ReportBatchItemFailures');
  const isProvisioned = isJsonObject(properties['ProvisionedPollerConfig']);
  return [
    ...when(
      isTold && !takes,
      error(
        'mapping',
        'takes no partial answers, and the consumer gives them: events that failed count as processed and are lost',
        `add FunctionResponseTypes: [ReportBatchItemFailures] to ${FILE}, or set PARTIAL_BATCH_FAILURES to false there`,
      ),
    ),
    ...when(
      takes && !isTold,
      warning(
        'mapping',
        'takes partial answers, and the consumer does not know: one failure makes the whole batch come again',
        `set PARTIAL_BATCH_FAILURES: 'true' in ${FILE}`,
      ),
    ),
    ...when(
      takes && !isProvisioned,
      error(
        'mapping',
        'partial answers need the provisioned mode, and there is no ProvisionedPollerConfig',
        `add ProvisionedPollerConfig to ${FILE}`,
      ),
    ),
  ];
}

/** The function ends a retry, not the mapping (ARCHITECTURE.md). */
export function retries(properties: Properties): readonly Finding[] {
  const {
    MaximumRetryAttempts: attempts = -1,
    MaximumRecordAgeInSeconds: age = -1,
    BisectBatchOnFunctionError: bisects,
    DestinationConfig: destination,
    StartingPosition: start,
  } = properties;
  return [
    ...when(
      attempts !== -1,
      error(
        'mapping',
        `gives up after ${String(attempts)} retries: events that the consumer would keep as dead letters are dropped`,
        `set MaximumRetryAttempts: -1 in ${FILE}`,
      ),
    ),
    ...when(
      age !== -1,
      error(
        'mapping',
        `drops events older than ${String(age)} s unread`,
        `take MaximumRecordAgeInSeconds out of ${FILE}`,
      ),
    ),
    ...when(
      bisects === true,
      warning(
        'mapping',
        "cuts failed batches in two, which changes the order of a device's events",
        `set BisectBatchOnFunctionError: false in ${FILE}`,
      ),
    ),
    ...when(
      attempts === -1 && isJsonObject(destination) && isJsonObject(destination['OnFailure']),
      warning(
        'mapping',
        'has a failure destination, and Lambda then retries 10 times instead of without end',
        `know it, or take DestinationConfig out of ${FILE}`,
      ),
    ),
    ...when(
      start !== 'TRIM_HORIZON',
      warning(
        'mapping',
        `starts at ${String(start)}: what arrives while a mapping is made is missed`,
        `set StartingPosition: TRIM_HORIZON in ${FILE}`,
      ),
    ),
  ];
}

function pollers(properties: Properties): readonly Finding[] {
  const config = properties['ProvisionedPollerConfig'];
  if (!isJsonObject(config)) return [];
  const { MaximumPollers: maximum, PollerGroupName: group } = config;
  const most = typeof maximum === 'number' ? maximum : DEFAULT_POLLERS;
  return [
    ...when(
      !group,
      warning(
        'mapping',
        'has no PollerGroupName: every tenant pays for a whole Event Poller Unit',
        `name one in ${FILE}`,
      ),
    ),
    ...when(
      most * MAPPINGS_A_GROUP > POLLERS_A_GROUP,
      warning(
        'mapping',
        `MaximumPollers is ${most}: a group of ${POLLERS_A_GROUP} holds fewer than ${MAPPINGS_A_GROUP} mappings`,
        `set MaximumPollers to ${POLLERS_A_GROUP / MAPPINGS_A_GROUP} or less in ${FILE}`,
      ),
    ),
  ];
}
