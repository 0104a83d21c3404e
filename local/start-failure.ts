/** Something that the operator can put right keeps the local cloud from starting; the message is one sentence that says what to do. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}

/** Receives one line of progress for the operator to see. */
export type Report = (line: string) => void;
