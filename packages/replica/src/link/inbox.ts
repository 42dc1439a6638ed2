/** Beyond this, nothing more is read from the peer until it is worked off. */
const INBOX_BYTES = 16 * 1024 * 1024;
const INBOX_MESSAGES = 256;

/** What came over one link and waits for its turn. */
export class Inbox {
  #waiting: { readonly take: () => void; readonly size: number }[] = [];
  #bytes = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  get isFull(): boolean {
    return this.#bytes > INBOX_BYTES || this.#waiting.length > INBOX_MESSAGES;
  }

  /** Half of it is free. */
  get isRoomy(): boolean {
    return this.#bytes < INBOX_BYTES / 2 && this.#waiting.length < INBOX_MESSAGES / 2;
  }

  push(take: () => void, size: number): void {
    this.#waiting.push({ take, size });
    this.#bytes += size;
  }

  shift(): (() => void) | undefined {
    const next = this.#waiting.shift();
    this.#bytes -= next?.size ?? 0;
    return next?.take;
  }

  clear(): void {
    this.#waiting = [];
    this.#bytes = 0;
  }
}
