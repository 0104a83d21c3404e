/** What an API of AWS answers when it does not do what it is asked for. */
export class RefusedCall extends Error {
  override readonly name = 'RefusedCall';
  /** The exception's name in the API. */
  readonly type: string;
  readonly status: number;

  constructor(type: string, status: number, message: string) {
    super(message);
    this.type = type;
    this.status = status;
  }
}
