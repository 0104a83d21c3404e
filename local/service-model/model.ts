/** What `serverless.yml` declares, as far as one machine can run it. References to resources are resolved to their local names. */
export type ServiceModel = {
  readonly region: string;
  readonly functions: ReadonlyMap<string, FunctionModel>;
  readonly routes: readonly RouteModel[];
  readonly tables: readonly TableModel[];
  readonly streams: readonly StreamModel[];
  readonly schedules: readonly ScheduleModel[];
  readonly mapping: MappingModel;
  /** Topics of the event source mappings that the template names, with their properties. */
  readonly mappings: readonly TemplateMapping[];
};

export type FunctionModel = {
  /** The key in `serverless.yml`. */
  readonly name: string;
  /** What it is called in AWS. */
  readonly deployedName: string;
  /** Module and export, as in `functions/ingest.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
};

export type RouteModel = {
  /** `$default`, or method and path as in `ANY /v1/{proxy+}`. */
  readonly routeKey: string;
  readonly functionName: string;
};

export type TableModel = {
  readonly name: string;
  /** For `CreateTable`. */
  readonly definition: TableDefinition;
  readonly timeToLiveAttribute?: string;
};

export type TableDefinition = {
  readonly AttributeDefinitions: readonly unknown[];
  readonly KeySchema: readonly unknown[];
  readonly GlobalSecondaryIndexes?: readonly unknown[];
  readonly StreamSpecification?: { readonly StreamEnabled: true; readonly StreamViewType: string };
};

/** A table whose changes invoke a function. */
export type StreamModel = {
  readonly functionName: string;
  readonly tableName: string;
  /** Records of one invocation, at most. */
  readonly batchSize: number;
  /** A change is handed over when one of them matches it, or when there are none. */
  readonly filterPatterns: readonly unknown[];
};

/** A function that is invoked again and again. */
export type ScheduleModel = { readonly functionName: string; readonly everyMs: number };

/** The settings that every tenant's event source mapping shares. `{tenant}` stands for the tenant's identifier. */
export type MappingModel = {
  readonly functionName: string;
  readonly topic: string;
  readonly consumerGroup: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

export type TemplateMapping = {
  readonly functionName: string;
  readonly properties: Readonly<Record<string, unknown>>;
};
