import type { TableDefinition, TableModel } from './model.ts';
import type { Reader } from './reader.ts';

/** A table keeps the name that the template gives it; otherwise it is called as CloudFormation would begin its name. */
export function tableNames(
  service: Reader,
  resources: readonly (readonly [string, Reader])[],
): Map<string, string> {
  const stack = `${service.at('service').text()}-${service.at('provider').at('stage').text()}`;
  const tables = resources.filter(([, { at }]) => at('Type').value === 'AWS::DynamoDB::Table');
  return new Map(
    tables.map(([logicalId, table]) => {
      const given = table.at('Properties').at('TableName');
      return [logicalId, given.value === undefined ? `${stack}-${logicalId}` : given.text()];
    }),
  );
}

export function parseTable(name: string, table: Reader): TableModel {
  const timeToLive = table.at('TimeToLiveSpecification');
  return {
    name,
    definition: parseDefinition(table),
    ...(timeToLive.at('Enabled').value === true
      ? { timeToLiveAttribute: timeToLive.at('AttributeName').text() }
      : {}),
  };
}

function parseDefinition(table: Reader): TableDefinition {
  const indexes = table.at('GlobalSecondaryIndexes');
  const stream = table.at('StreamSpecification');
  return {
    AttributeDefinitions: values(table.at('AttributeDefinitions')),
    KeySchema: values(table.at('KeySchema')),
    ...(indexes.value === undefined ? {} : { GlobalSecondaryIndexes: values(indexes) }),
    ...(stream.value === undefined
      ? {}
      : {
          StreamSpecification: {
            StreamEnabled: true,
            StreamViewType: stream.at('StreamViewType').text(),
          },
        }),
  };
}

function values(list: Reader): unknown[] {
  return list.list().map(({ value }) => value);
}
