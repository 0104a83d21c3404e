import type { JsonObject } from '../../../domain/json.ts';

const filter = { type: 'string', format: 'search-filter', contentMediaType: 'application/json' };
const sort = { type: 'string', format: 'sort-criterion', contentMediaType: 'application/json' };

export const parameters: Readonly<Record<string, JsonObject>> = {
  tenantId: {
    name: 'tenantId',
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,232}$' },
  },
  deviceId: {
    name: 'deviceId',
    in: 'path',
    required: true,
    schema: { type: 'string', pattern: '^[A-Za-z0-9\\-_.:=]{1,1024}$' },
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The version that the change is for, as bare text: what ETag said.',
    schema: { type: 'string' },
  },
  pageSize: query('pageSize', { type: 'integer', minimum: 1, maximum: 200, default: 30 }),
  pageOffset: query(
    'pageOffset',
    { type: 'integer', minimum: 0, maximum: 2_147_483_647, default: 0 },
    'Index of the page, not of the entry.',
  ),
  filterJson: query(
    'filterJson',
    { type: 'array', items: filter },
    'Each {"field": a JSON pointer, "value": a text, number or boolean, "op": "eq"}; in a text `*` stands for any characters and `?` for one. All of them must hold.',
  ),
  sortJson: query(
    'sortJson',
    { type: 'array', items: sort },
    'Each {"field": a JSON pointer, "direction": "asc" or "desc"}.',
  ),
  isGateway: query(
    'isGateway',
    { type: 'string' },
    '`true`: devices that are in a group or that others name in `via`; whatever else: the others.',
  ),
  cursor: query(
    'cursor',
    { type: 'string' },
    'Walks through all entries in order of their identifiers, without filters. Empty to begin; then the cursor of the answer before.',
  ),
};

export function parameter(name: string): JsonObject {
  return { $ref: `#/components/parameters/${name}` };
}

function query(name: string, schema: JsonObject, description?: string): JsonObject {
  return { name, in: 'query', ...(description !== undefined && { description }), schema };
}
