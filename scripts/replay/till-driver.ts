import type { Answer } from '@tillmesh/model';
import { runCommands } from '../chain/cashier.ts';
import type { TillDevice } from '../chain/running-chain.ts';
import { commandId, enterInvoice, tenderedFor } from './command.ts';
import type { Planned } from './plan.ts';

/** Does at one till what its cashier would, one thing after the other; throws at the first refusal. */
export type TillDriver = {
  readonly code: string;
  readonly signIn: () => Promise<void>;
  readonly setClock: (utcMs: number) => Promise<void>;
  readonly openShift: (date: string, utcMs: number, floatMinor: number) => Promise<void>;
  readonly enter: (planned: Planned) => Promise<void>;
  /** Counts what should be in the drawer and asks for the Z; throws when the till expected another sum. */
  readonly closeShift: (date: string, utcMs: number) => Promise<void>;
  readonly setLinks: (on: boolean) => Promise<void>;
};

const expectLine = (code: string, answer: Answer, line: number): void => {
  if (answer.kind !== 'line' || answer.line !== line) {
    throw new Error(`${code} put a row into another line than ${line}: ${JSON.stringify(answer)}`);
  }
};

/** The last answer has to name the total of the invoice, however the till came to it. */
const expectTotal = (code: string, answer: Answer | undefined, invoice: string, totalMinor: number): void => {
  const fits =
    answer?.kind === 'paid'
      ? answer.saleId !== null &&
        answer.dueMinor === 0 &&
        answer.changeMinor === tenderedFor(totalMinor) - totalMinor
      : answer?.kind === 'refunded' && answer.totalMinor === totalMinor;
  if (!fits) throw new Error(`${code} came to another total for ${invoice}: ${JSON.stringify(answer)}`);
};

export const createTillDriver = (
  till: TillDevice,
  person: { readonly staffId: string; readonly pin: string },
  listPrices: ReadonlyMap<string, number>,
): TillDriver => {
  let drawerMinor = 0;
  const setClock = async (utcMs: number): Promise<void> => {
    await till.api().post('/api/clock', { utcMs });
  };
  return {
    code: till.code,
    setClock,
    signIn: async () => {
      const id = commandId('sign-in', till.code);
      await runCommands(till.api(), [{ kind: 'session.sign-in', id, ...person }]);
    },
    openShift: async (date, utcMs, floatMinor) => {
      await setClock(utcMs);
      const id = commandId('open', till.code, date);
      const [answer] = await runCommands(till.api(), [{ kind: 'shift.open', id, floatMinor }]);
      if (answer?.kind !== 'shift' || answer.businessDate !== date) {
        throw new Error(`${till.code} opened another day than ${date}: ${JSON.stringify(answer)}`);
      }
      drawerMinor = floatMinor;
    },
    enter: async ({ invoice, utcMs }) => {
      await setClock(utcMs);
      const { commands, lines, totalMinor } = enterInvoice(invoice, listPrices);
      const answers = await runCommands(till.api(), commands);
      for (const [index, answer] of answers.entries()) {
        const line = lines[index];
        if (line !== undefined) expectLine(till.code, answer, line);
      }
      expectTotal(till.code, answers.at(-1), invoice.number, totalMinor);
      drawerMinor += invoice.kind === 'sale' ? totalMinor : -totalMinor;
    },
    closeShift: async (date, utcMs) => {
      await setClock(utcMs);
      const id = commandId('close', till.code, date);
      const [answer] = await runCommands(till.api(), [
        { kind: 'shift.close', id, countedMinor: drawerMinor },
      ]);
      if (answer?.kind !== 'z' || answer.varianceMinor !== 0) {
        throw new Error(`${till.code} expected another sum on ${date}: ${JSON.stringify(answer)}`);
      }
    },
    setLinks: async (on) => {
      await till.api().post('/api/links', { on });
    },
  };
};
