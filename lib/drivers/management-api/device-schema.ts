import * as v from 'valibot';
import type { DeviceDocument } from '../../registry/device-document.ts';
import { byName, flag, list, members, parse, present, properties, text } from './schema.ts';

/** @throws {ServiceError} `INVALID_REQUEST` */
export function parseDevice(body: unknown): DeviceDocument {
  return parse(device, body);
}

/** One text stands for a list of one; an empty list is as good as none. */
const names = v.pipe(
  v.nullish(
    v.union(
      [
        v.pipe(
          text,
          v.transform((one) => [one]),
        ),
        list(text),
      ],
      'must be a text or an array of texts',
    ),
  ),
  v.transform(unlessEmpty),
);

/** Each counts once. */
const authorities = v.pipe(
  v.nullish(list(text)),
  v.transform((all) => unlessEmpty([...new Set(all)].toSorted())),
);

const commandEndpoint = v.pipe(
  members({
    uri: v.nullish(text),
    headers: byName(text),
    'payload-properties': byName(text),
  }),
  v.transform(present),
);

export const device = v.pipe(
  members({
    enabled: v.nullish(flag),
    defaults: properties,
    ext: properties,
    via: names,
    viaGroups: names,
    memberOf: names,
    authorities,
    'downstream-message-mapper': v.nullish(text),
    'upstream-message-mapper': v.nullish(text),
    'command-endpoint': v.optional(commandEndpoint),
    /** The registry's own; it may be sent back, and is ignored. */
    status: v.optional(v.unknown()),
  }),
  v.check(
    ({ memberOf, via, viaGroups }) => !memberOf || (!via && !viaGroups),
    'a device is either a gateway with memberOf, or has via or viaGroups',
  ),
  v.transform(({ status: _ignored, ...others }) => present(others)),
);

function unlessEmpty<Item>(all: Item[] | null | undefined): Item[] | undefined {
  return all && all.length > 0 ? all : undefined;
}
