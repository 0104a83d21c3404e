/** As Lambda's API names them. */
export type ControlPlaneCode =
  | 'ResourceNotFoundException'
  | 'ResourceConflictException'
  | 'ResourceInUseException'
  | 'InvalidParameterValueException';

/** A request about event source mappings that cannot be granted. */
export class ControlPlaneError extends Error {
  override readonly name = 'ControlPlaneError';
  readonly code: ControlPlaneCode;

  constructor(code: ControlPlaneCode, message: string) {
    super(message);
    this.code = code;
  }
}
