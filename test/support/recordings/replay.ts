import { notificationsOf } from '../outbox.ts';
import type { Notification } from '../../../lib/registry/outbox.ts';
import type { ManagementApiUnderTest, Shown } from '../management-api.ts';
import { differences, matchesText } from './compare.ts';
import {
  fillIn,
  fillInText,
  type RecordedNotification,
  type RecordedRequest,
  type RecordedResponse,
  type Scenario,
  type Step,
  type Variables,
} from './recording.ts';

/** Versions met before, by resource: a new one differs from all of them. */
type Seen = Map<string, Set<string>>;

/** @returns where the answers, or what is told to others, differ from the recording. */
export async function replay(
  scenario: Scenario,
  api: ManagementApiUnderTest,
): Promise<readonly string[]> {
  const variables: Variables = { run: 'run' };
  const seen: Seen = new Map();
  const faults: string[] = [];
  for (const [index, step] of scenario.steps.entries()) {
    const answer = await send(step.request, variables, api);
    const captured = { ...variables, ...capture(step, answer, variables) };
    const candidates = candidatesOf(step, scenario.quirk_of === 'jdbc');
    const found = candidates.map((one) => compare(one, answer, step, captured, seen));
    if (!found.some((one) => one.length === 0)) {
      faults.push(...(found[0] ?? []).map((fault) => `step ${index + 1}: ${fault}`));
    }
    remember(step.request, answer, variables, seen);
    Object.assign(variables, captured);
  }
  const told = scenario.quirk_of ? [] : compareNotifications(scenario, api, variables);
  return [...faults, ...told];
}

/** Where only the SQL registry deviates, the documented answer counts; where all of Hono does, either. */
function candidatesOf({ response, expected }: Step, documentedOnly: boolean) {
  if (!expected) return [response];
  return documentedOnly ? expected : [response, ...expected];
}

function send(
  request: RecordedRequest,
  variables: Variables,
  api: ManagementApiUnderTest,
): Promise<Shown> {
  const [path = '', ...query] = fillInText(request.path, variables).split('?');
  const body =
    request.body_b64 === undefined
      ? request.json !== undefined && JSON.stringify(fillIn(request.json, variables))
      : Buffer.from(request.body_b64, 'base64').toString('utf8');
  return api.send(request.method, path, {
    headers: fillIn(request.headers ?? {}, variables) as Record<string, string>,
    query: query.join('?'),
    ...(typeof body === 'string' && { body }),
  });
}

function capture({ capture: wanted = {} }: Step, answer: Shown, variables: Variables): Variables {
  const captured: Variables = {};
  for (const [name, from] of Object.entries(wanted)) {
    const value = from.startsWith('header:')
      ? answer.headers[from.slice('header:'.length)]
      : valueAt(answer.json, fillInText(from.slice('json:'.length), variables));
    if (typeof value === 'string') captured[name] = value;
  }
  return captured;
}

/** A segment such as `[type=psk]` takes the first element with that member. */
function valueAt(json: unknown, pointer: string): unknown {
  let value = json as Record<string, unknown> | undefined;
  for (const segment of pointer.split('/').slice(1)) {
    const [, name, wanted] = /^\[([^=]+)=(.*)\]$/.exec(segment) ?? [];
    value =
      name !== undefined && Array.isArray(value)
        ? value.find((one: Record<string, unknown>) => String(one[name]) === wanted)
        : (value?.[segment] as typeof value);
  }
  return value;
}

function compare(
  wanted: RecordedResponse,
  answer: Shown,
  { request, unordered, ignore = [] }: Step,
  variables: Variables,
  seen: Seen,
): readonly string[] {
  if (wanted.status !== answer.status) {
    return [`wanted ${wanted.status}, got ${answer.status} ${answer.body ?? ''}`];
  }
  const known = seen.get(resourceOf(request, answer, variables)) ?? new Set();
  const headers = compareHeaders(wanted, answer, variables, known);
  if (ignore.includes('body') || !('json' in wanted)) return headers;
  const json = wanted.status >= 400 ? { error: '*string*' } : fillIn(wanted.json, variables);
  return [...headers, ...differences(json, answer.json, unordered)];
}

function compareHeaders(
  { headers: wanted = {}, status }: RecordedResponse,
  { headers }: Shown,
  variables: Variables,
  known: ReadonlySet<string>,
): readonly string[] {
  const faults: string[] = [];
  for (const name of ['etag', 'location', ...Object.keys(wanted).filter(isOfCors)]) {
    const value = wanted[name] === undefined ? undefined : fillInText(wanted[name], variables);
    const given = headers[name];
    const fits = name === 'etag' ? isVersion(value, given, known) : isSameHeader(value, given);
    if (!fits && !(value === undefined && status >= 400)) {
      faults.push(`header ${name}: wanted ${value}, got ${given}`);
    }
  }
  return faults;
}

function isOfCors(name: string): boolean {
  return name.startsWith('access-control-');
}

function isVersion(
  wanted: string | undefined,
  given: string | undefined,
  known: ReadonlySet<string>,
) {
  if (wanted !== '*etag*') return isSameHeader(wanted, given);
  return given !== undefined && /^[^"\s]+$/.test(given) && !known.has(given);
}

/** Lists are compared as sets. */
function isSameHeader(wanted: string | undefined, given: string | undefined): boolean {
  if (wanted === undefined || given === undefined) return wanted === given;
  return matchesText(wanted, given) || sorted(wanted) === sorted(given);
}

function sorted(list: string): string {
  return list
    .toLowerCase()
    .split(/\s*,\s*/)
    .sort()
    .join();
}

/** What a version is of: the path, or where something new is. */
function resourceOf(
  { method, path }: RecordedRequest,
  answer: Shown,
  variables: Variables,
): string {
  const isNew = method === 'POST' && answer.status === 201;
  const [own = ''] = fillInText(path, variables).split('?');
  return (isNew && answer.headers['location']) || own;
}

function remember(request: RecordedRequest, answer: Shown, variables: Variables, seen: Seen): void {
  const { etag } = answer.headers;
  if (etag === undefined) return;
  const resource = resourceOf(request, answer, variables);
  seen.set(resource, (seen.get(resource) ?? new Set()).add(etag));
}

function compareNotifications(
  { notifications = [] }: Scenario,
  { outbox }: ManagementApiUnderTest,
  variables: Variables,
): readonly string[] {
  const told = notificationsOf(outbox).map(toRecord);
  const wanted = notifications.map(({ topic, key, value }) => ({ topic, key, value }));
  const topics = new Set([...wanted, ...told].map(({ topic }) => topic));
  return [...topics].flatMap((topic) => {
    const ofTopic = (one: RecordedNotification) => one.topic === topic;
    return differences(fillIn(wanted.filter(ofTopic), variables), told.filter(ofTopic));
  });
}

/** @see Hono, "Device Notifications" */
function toRecord(notification: Notification): RecordedNotification {
  const isOfTenant = notification.type === 'tenant-change-v1';
  return {
    topic: `hono.notification.registry-${isOfTenant ? 'tenant' : 'device'}`,
    key: 'device-id' in notification ? notification['device-id'] : notification['tenant-id'],
    value: notification,
  };
}
