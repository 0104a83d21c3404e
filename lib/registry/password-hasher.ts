export type PasswordHasher = {
  /** The function's name, as credentials state it. */
  readonly hashFunction: string;
  readonly hash: (password: string) => Promise<string>;
};
