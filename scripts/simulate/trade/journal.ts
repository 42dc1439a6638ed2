import { type Answer, documentIdOf, isDocument, type LedgerFact } from '@tillmesh/model';
import type { TillNode } from '@tillmesh/replica';

/** An entry that was on a till's disk when an answer was given. */
export type AnsweredEntry = { readonly series: string; readonly sequence: number; readonly entry: string };

/** A paper that a till gave out, and the entry that it stands on. */
export type Paper = {
  readonly till: string;
  readonly id: string;
  readonly label: string;
  readonly entry: string;
};

/**
 * What people were told, kept apart from all devices as a drawer of carbon copies would be: whatever happens to a
 * disk afterwards, this was answered.
 */
export class Journal {
  readonly papers: Paper[] = [];
  /** By till: the newest entries at the time of its answers, the oldest first. */
  readonly answered = new Map<string, AnsweredEntry[]>();
  /** Of the disks that lost what had been synced: what may be missing now is not their program's fault. */
  readonly excused = new Set<string>();
  /** What was written when an answer was given, by its entry. */
  readonly facts = new Map<string, LedgerFact>();
  readonly #entryOf = new Map<string, string>();
  /** By till: so many of its answered entries a later disk of it need not have. */
  readonly #gone = new Map<string, number>();
  readonly counts = { batches: 0, done: 0, refused: 0, failed: 0, sales: 0 };

  /** What a till answered, as it is when the answer is given. */
  told(till: string, node: TillNode, answers: readonly Answer[]): void {
    const entries = this.answered.get(till) ?? [];
    this.answered.set(till, entries);
    const known = entries.at(-1)?.entry;
    const fresh: AnsweredEntry[] = [];
    for (const written of node.newestOwn()) {
      const { seriesId, sequence, entry, fact } = written;
      if (entry === known) break;
      this.facts.set(entry, written);
      fresh.push({ series: seriesId, sequence, entry });
      if (isDocument(fact)) this.#entryOf.set(documentIdOf(fact), entry);
    }
    entries.push(...fresh.reverse());
    for (const answer of answers) {
      const paper = paperOf(answer);
      if (paper === null) continue;
      this.papers.push({ till, ...paper, entry: this.#entryOf.get(paper.id) ?? '' });
      if (answer.kind === 'paid') this.counts.sales += 1;
    }
  }

  /** A disk is lost with all on it; `held` elsewhere: entries that another device has as well. */
  excuse(till: string, held: ReadonlySet<string>): void {
    const answered = this.answered.get(till) ?? [];
    for (const { entry } of answered) if (!held.has(entry)) this.excused.add(entry);
    this.#gone.set(till, answered.length);
  }

  /** What a paper with this id stands on, as far as its author was ever heard. */
  entryOf(id: string): string | null {
    return this.#entryOf.get(id) ?? null;
  }

  /** What a till answered before it lost a disk. */
  beforeLoss(till: string): readonly AnsweredEntry[] {
    return (this.answered.get(till) ?? []).slice(0, this.#gone.get(till) ?? 0);
  }

  /** Whether any disk lost what it had. */
  get hasLoss(): boolean {
    return this.#gone.size > 0;
  }

  /** What a till answered on the disk that it has. */
  onDisk(till: string): readonly AnsweredEntry[] {
    return (this.answered.get(till) ?? []).slice(this.#gone.get(till) ?? 0);
  }
}

const paperOf = (answer: Answer): { readonly id: string; readonly label: string } | null => {
  switch (answer.kind) {
    case 'paid':
      return answer.saleId === null || answer.label === null
        ? null
        : { id: answer.saleId, label: answer.label };
    case 'refunded':
      return { id: answer.refundId, label: answer.label };
    case 'document':
      return { id: answer.documentId, label: answer.label };
    case 'z':
      return { id: answer.shiftId, label: answer.label };
    default:
      return null;
  }
};
