import 'vitest';

/** Values that the setups of the projects in vitest.config.ts provide, read with `inject(name)`. */
declare module 'vitest' {
  export interface ProvidedContext {
    /** Every project: connection string of one in-memory store for the whole run; see freshDatabase. */
    mongoUrl: string;
    /** Project `workflows`: the executable of the time-skipping server, for TestWorkflowEnvironment.createTimeSkipping. */
    timeSkippingServerPath: string;
    /** Project `system`: address of a Temporal dev server for the whole run. */
    temporalAddress: string;
  }
}
