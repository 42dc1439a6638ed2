/**
 * Disk, network or device failing: what neither a person nor the program's logic caused.
 * Thrown, never returned; whoever catches one shows `code` and `nextStep` or lets it pass.
 */
export class Fault extends Error {
  /** Stable, UPPER-KEBAB, such as `DEVICE-FOLDER-DAMAGED`. */
  readonly code: string;
  /** What the person in front of the machine can do now; a full sentence. */
  readonly nextStep: string;

  constructor(code: string, message: string, nextStep: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.code = code;
    this.nextStep = nextStep;
  }
}
