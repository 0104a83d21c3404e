/** What a consumer of one's own may keep in DynamoDB: counts of failures, marks of effects. */
export { type DocumentClient, dynamoDbDocumentClient } from './client.ts';
export { dynamoDbEffectLedger } from './effect-ledger.ts';
export { dynamoDbFailureCounter } from './failure-counter.ts';
export type { StateTable } from './state-item.ts';
export { transactOnce } from './transact-once.ts';
