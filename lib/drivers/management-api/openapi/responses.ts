import type { JsonObject } from '../../../domain/json.ts';
import { ref, strict, text } from './json-schema.ts';

export const errorSchema = {
  Error: {
    ...strict({ error: text }, ['error']),
    description: 'What is wrong, for people to read.',
  },
  Created: strict({ id: text }, ['id']),
};

const etag = {
  description: 'The version, as bare text, without quotes.',
  required: true,
  schema: { type: 'string', minLength: 1 },
};
const location = {
  description: 'The path of what was created.',
  required: true,
  schema: { type: 'string', pattern: '^/v1/' },
};

export const responses: Readonly<Record<string, JsonObject>> = {
  Created: {
    description: 'It is created.',
    headers: { Location: location, ETag: etag },
    content: json(ref('Created')),
  },
  Updated: { description: 'It is changed.', headers: { ETag: etag } },
  Deleted: { description: 'It is deleted.' },
  InvalidRequest: failure('The path, a parameter or the body is wrong: the text names the member.'),
  NotAuthenticated: {
    ...failure('No credentials, or none that are accepted.'),
    headers: {
      'WWW-Authenticate': { required: true, schema: { type: 'string' } },
    },
  },
  NotAuthorized: failure(
    'The credentials are for other tenants, the action is for administrators, a limit is reached, or the Origin header is no origin.',
  ),
  NotFound: failure('There is no such tenant or device, or nothing that answers to the search.'),
  Conflict: failure('An identifier, alias, trust anchor or auth-id is taken.'),
  VersionMismatch: failure('The version is not the one that If-Match names.'),
  TooLarge: failure('The body has more than 16,000 bytes.'),
  Defect: failure('A defect of the registry, without detail.'),
  Unavailable: {
    ...failure('The store, or the keys of tokens, cannot be reached.'),
    headers: { 'Retry-After': { required: true, schema: { type: 'integer', minimum: 1 } } },
  },
};

export function response(name: string): JsonObject {
  return { $ref: `#/components/responses/${name}` };
}

/** @param schema of what is shown together with its version. */
export function shownWithVersion(schema: JsonObject): JsonObject {
  return { ...shown(schema), headers: { ETag: etag } };
}

export function shown(schema: JsonObject): JsonObject {
  return { description: 'It is shown.', content: json(schema) };
}

function failure(description: string): JsonObject {
  return { description, content: json(ref('Error')) };
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } };
}
