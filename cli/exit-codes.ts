/** What the shell is told. Public: scripts rest on it. */
export const exitCodes = { done: 0, failed: 1, wrongUsage: 2, notChecked: 2 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
