/** An error loses events or keeps something from working; a warning is a risk somebody should know of. */
export type Severity = 'error' | 'warning';

export type Finding = {
  readonly severity: Severity;
  /** A function, a topic, the mapping, … */
  readonly subject: string;
  readonly what: string;
  /** What to do beside it. */
  readonly remedy: string;
};

export function error(subject: string, what: string, remedy: string): Finding {
  return { severity: 'error', subject, what, remedy };
}

export function warning(subject: string, what: string, remedy: string): Finding {
  return { severity: 'warning', subject, what, remedy };
}

/** The findings whose condition holds. */
export function when(holds: boolean, ...findings: readonly Finding[]): readonly Finding[] {
  return holds ? findings : [];
}
