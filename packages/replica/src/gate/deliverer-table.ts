type Run = { readonly fromSeq: number; readonly peer: string };

/**
 * Who delivered each change, by document and writer. A writer's changes come in their order and mostly from one peer,
 * so a few entries tell of thousands.
 */
export class DelivererTable {
  readonly #documents = new Map<string, Map<string, Run[]>>();

  note(documentId: string, actor: string, seq: number, peer: string): void {
    const actors = this.#documents.get(documentId) ?? new Map<string, Run[]>();
    this.#documents.set(documentId, actors);
    const runs = actors.get(actor) ?? [];
    actors.set(actor, runs);
    // A document that was begun anew comes from its first change again: what was known of later ones is no more so.
    while ((runs.at(-1)?.fromSeq ?? 0) >= seq) runs.pop();
    if (runs.at(-1)?.peer !== peer) runs.push({ fromSeq: seq, peer });
  }

  /** Null: this device held it when it was started, or wrote it. */
  of(documentId: string, actor: string, seq: number): string | null {
    const runs = this.#documents.get(documentId)?.get(actor) ?? [];
    return runs.findLast(({ fromSeq }) => fromSeq <= seq)?.peer ?? null;
  }
}
