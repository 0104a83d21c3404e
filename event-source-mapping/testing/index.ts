export type { Produced } from './memory-topic.ts';
export {
  type Handler,
  type TestInvocation,
  type TestMapping,
  type TestMappingOptions,
  startTestMapping,
} from './test-mapping.ts';
