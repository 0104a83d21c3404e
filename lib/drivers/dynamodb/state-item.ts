import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { DocumentClient } from './client.ts';

/** A table whose items have the text keys `pk` and `sk` and end by themselves at `expires`. */
export type StateTable = {
  readonly client: DocumentClient;
  readonly name: string;
  /** After its last change an item is kept this long. */
  readonly retentionSeconds: number;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
};

export type StateItem = {
  readonly key: { readonly pk: string; readonly sk: string };
  /** What is undefined is removed, what is not mentioned stays. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** An expression over attributes, and the values it names. */
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
};

export function toUpdate(table: StateTable, item: StateItem): UpdateCommand {
  const attributes = { ...item.attributes, expires: expiryOf(table) };
  const set: string[] = [];
  const remove: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = { ...item.values };
  for (const [name, value] of Object.entries(attributes)) {
    names[`#${name}`] = name;
    if (value === undefined) remove.push(`#${name}`);
    else {
      set.push(`#${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }
  return new UpdateCommand({
    TableName: table.name,
    Key: item.key,
    UpdateExpression: `SET ${set.join(', ')}${remove.length ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: item.condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } satisfies UpdateCommandInput);
}

/** Seconds since the Unix epoch, as DynamoDB wants it. */
export function expiryOf({ now, retentionSeconds }: StateTable): number {
  return Math.floor(now() / 1000) + retentionSeconds;
}
