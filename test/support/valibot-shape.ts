import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/domain/json.ts';

/** What a schema of valibot's has in common with JSON Schema: types, members, bounds. */
export type Shape = JsonObject;

type Node = {
  readonly kind: string;
  readonly type: string;
  readonly entries?: Readonly<Record<string, Node>>;
  readonly item?: Node;
  readonly value?: Node;
  readonly wrapped?: Node;
  readonly pipe?: readonly Node[];
  readonly options?: readonly (Node | JsonValue)[];
  readonly requirement?: unknown;
};

const OPTIONAL = new Set(['optional', 'nullish']);

/** @param schema of valibot's, which describes itself */
export function shapeOf(schema: unknown): Shape {
  return toShape(schema as Node);
}

function toShape(node: Node): Shape {
  if (!node.pipe) return toOwnShape(node);
  const [first, ...actions] = node.pipe;
  const own = actions.findLast(({ kind }) => kind === 'schema') ?? first;
  return Object.assign({ ...toShape(required(own)) }, ...actions.map(toBound));
}

function toOwnShape(node: Node): Shape {
  switch (node.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return { type: node.type };
    case 'custom':
      return { type: 'object' };
    case 'array':
      return { type: 'array', items: toShape(required(node.item)) };
    case 'record':
      return { type: 'object', additionalProperties: toShape(required(node.value)) };
    case 'strict_object':
      return { ...toObject(node), additionalProperties: false };
    case 'loose_object':
      return toObject(node);
    case 'picklist':
      return { type: 'string', enum: node.options as readonly JsonValue[] };
    case 'union':
      return { anyOf: (node.options as readonly Node[]).map(toShape) };
    case 'optional':
      return toShape(required(node.wrapped));
    case 'nullish':
      return orNull(toShape(required(node.wrapped)));
    case 'any':
    case 'unknown':
    case 'lazy':
      return {};
    default:
      throw new Error(`no shape for ${node.type}`);
  }
}

function orNull(shape: Shape): Shape {
  const { anyOf } = shape;
  return { anyOf: [...(Array.isArray(anyOf) ? anyOf : [shape]), { type: 'null' }] };
}

function toObject({ entries = {} }: Node): Shape {
  const all = Object.entries(entries);
  const needed = all.filter(([, member]) => !OPTIONAL.has(typeOf(member)));
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(([name, member]) => [name, toShape(member)])),
    ...(needed.length > 0 && { required: needed.map(([name]) => name).toSorted() }),
  };
}

function typeOf({ pipe: [first] = [], type }: Node): string {
  return first ? typeOf(first) : type;
}

/** Checks in words of their own, and what makes another value of it, say nothing here. */
function toBound({ type, requirement }: Node): JsonObject {
  switch (type) {
    case 'integer':
      return { type: 'integer' };
    case 'min_value':
      return { minimum: Number(requirement) };
    case 'max_value':
      return { maximum: Number(requirement) };
    case 'min_length':
      return { minItems: Number(requirement) };
    case 'non_empty':
      return { minLength: 1 };
    case 'regex':
      return { pattern: (requirement as RegExp).source };
    default:
      return {};
  }
}

function required(node: Node | undefined): Node {
  if (node) return node;
  throw new Error('a schema lacks what its type needs');
}

/** What a JSON Schema has in common with valibot's, references followed. */
export function shapeOfJsonSchema(schema: JsonValue | undefined, root: JsonObject): Shape {
  if (!isJsonObject(schema)) throw new Error(`no schema: ${JSON.stringify(schema)}`);
  const { $ref: reference } = schema;
  if (typeof reference === 'string') return shapeOfJsonSchema(find(reference, root), root);
  const { type } = schema;
  if (Array.isArray(type)) {
    const [own = '', ...others] = type;
    const alternatives = [{ ...schema, type: own }, ...others.map((one) => ({ type: one }))];
    return shapeOfJsonSchema({ anyOf: alternatives }, root);
  }
  return normalised(schema, root);
}

const COMPARED = new Set([
  'type',
  'enum',
  'minimum',
  'maximum',
  'minItems',
  'minLength',
  'pattern',
]);

function normalised(schema: JsonObject, root: JsonObject): Shape {
  const { properties, required: needed, items, anyOf, additionalProperties: others } = schema;
  const follow = (one: JsonValue) => shapeOfJsonSchema(one, root);
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([name]) => COMPARED.has(name))),
    ...(isJsonObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, member]) => [name, follow(member)]),
      ),
    }),
    ...(Array.isArray(needed) && { required: needed.map(String).toSorted() }),
    ...(items !== undefined && { items: follow(items) }),
    ...(others !== undefined && {
      additionalProperties: isJsonObject(others) ? follow(others) : others,
    }),
    ...(Array.isArray(anyOf) && schema['type'] === undefined && { anyOf: anyOf.map(follow) }),
  };
}

function find(reference: string, root: JsonObject): JsonValue | undefined {
  let found: JsonValue | undefined = root;
  for (const name of reference.split('/').slice(1)) {
    found = isJsonObject(found) ? found[name] : undefined;
  }
  return found;
}
