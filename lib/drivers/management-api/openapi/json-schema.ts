import type { JsonObject } from '../../../domain/json.ts';

/** @see JSON Schema 2020-12, the dialect of OpenAPI 3.1 */
export type Schema = JsonObject;

export const text: Schema = { type: 'string' };
export const flag: Schema = { type: 'boolean' };
export const object: Schema = { type: 'object' };
export const anything: Schema = {};
export const instant: Schema = {
  type: 'string',
  format: 'date-time',
  description: 'ISO 8601 with an offset; kept and shown in UTC, in whole seconds.',
};
export const base64: Schema = { type: 'string', format: 'base64' };

const MAX_INTEGER = 2_147_483_647;

export function integer(minimum: number, maximum: number = MAX_INTEGER): Schema {
  return { type: 'integer', minimum, maximum };
}

/** -1 means unlimited. */
export const limit = integer(-1);
export const longLimit = integer(-1, Number.MAX_SAFE_INTEGER);

/** In a request null stands for a member that is absent. */
export function orNull(schema: Schema): Schema {
  const { type } = schema;
  if (typeof type === 'string' && !('enum' in schema)) return { ...schema, type: [type, 'null'] };
  return { anyOf: [schema, { type: 'null' }] };
}

/** An object with these members and no other. */
export function strict(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties,
  };
}

export function list(items: Schema, minItems = 0): Schema {
  return { type: 'array', items, ...(minItems > 0 && { minItems }) };
}

/** An object with members of any name. */
export function byName(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
