import {
  anything,
  byName,
  flag,
  instant,
  list,
  object,
  orNull,
  type Schema,
  strict,
  text,
} from './json-schema.ts';

/** One text stands for a list of one. */
const names: Schema = { anyOf: [text, list(text), { type: 'null' }] };

const requestedMembers = {
  enabled: orNull(flag),
  defaults: orNull(object),
  ext: orNull(object),
  via: names,
  viaGroups: names,
  memberOf: names,
  authorities: orNull(list(text)),
  'downstream-message-mapper': orNull(text),
  'upstream-message-mapper': orNull(text),
  'command-endpoint': strict({
    uri: orNull(text),
    headers: orNull(byName(text)),
    'payload-properties': orNull(byName(text)),
  }),
  status: {
    ...anything,
    description: "The registry's own; it may be sent back, and is ignored.",
  },
};

export const requestedDevice = {
  DeviceRequest: {
    ...strict(requestedMembers),
    description: 'A device is either a gateway with memberOf, or has via or viaGroups.',
  },
};

const deviceMembers = {
  enabled: flag,
  defaults: object,
  ext: object,
  via: list(text, 1),
  viaGroups: list(text, 1),
  memberOf: list(text, 1),
  authorities: list(text, 1),
  'downstream-message-mapper': text,
  'upstream-message-mapper': text,
  'command-endpoint': strict({
    uri: text,
    headers: byName(text),
    'payload-properties': byName(text),
  }),
  status: strict({ created: instant, updated: instant }, ['created']),
};

export const shownDevice = {
  Device: strict(deviceMembers, ['status']),
  DeviceHit: strict({ id: text, ...deviceMembers }, ['id', 'status']),
};
