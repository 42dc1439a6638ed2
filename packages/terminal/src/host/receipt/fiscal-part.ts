import type { FiscalBlock } from '@tillmesh/model';
import { type Blocks, note, RULE } from './block.ts';

/** What the fiscal device made of the document, line by line as it wants it printed, or that it failed. */
export const fiscalOf = (fiscal: FiscalBlock): Blocks => {
  switch (fiscal.status) {
    case 'none':
      return [];
    case 'failed':
      return [RULE, note(fiscal.words)];
    case 'signed':
      return fiscal.block.length === 0
        ? []
        : [RULE, ...fiscal.block.map(({ name, value }) => note(`${name}: ${value}`))];
  }
};
