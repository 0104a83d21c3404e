export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [member: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The order of members says nothing; a member that is undefined is absent. */
export function equalJson(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) {
    return one === other;
  }
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const [entries, others] = [one, other].map(
    (value) => new Map(Object.entries(value).filter(([, member]) => member !== undefined)),
  );
  if (entries?.size !== others?.size) return false;
  return [...(entries ?? [])].every(
    ([name, member]) => others?.has(name) === true && equalJson(member, others.get(name)),
  );
}
