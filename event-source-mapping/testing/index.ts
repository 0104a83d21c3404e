export type { Produced } from './memory-topic.ts';
export type { Handler } from './run-handler.ts';
export {
  type TestInvocation,
  type TestMapping,
  type TestMappingOptions,
  startTestMapping,
} from './test-mapping.ts';
export {
  type TestTopicGroup,
  type TestTopicGroupOptions,
  startTestTopicGroup,
} from './test-topic-group.ts';
