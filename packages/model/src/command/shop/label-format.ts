import { areLabelsAlike, isLabelFormat, type LabelFormat } from '../../code/label-format.ts';
import type { TillState } from '../../state/till-state.ts';
import type { CommandOf } from '../command.ts';
import type { Context } from '../context.ts';
import type { Decided } from '../decision.ts';
import { type Refused, refuse } from '../rejection.ts';
import { stateShop } from './statement.ts';

const formatFault = (format: LabelFormat, { lookup }: Context): Refused | null => {
  if (!isLabelFormat(format)) return refuse('LABEL-FORMAT-IMPOSSIBLE', 'command.labelFormat');
  const others = lookup.labelFormats().filter(({ id, active }) => active && id !== format.id);
  const taken = others.find((each) => format.active && areLabelsAlike(each, format));
  return taken === undefined ? null : refuse('LABEL-FORMAT-TAKEN', `command.labelFormat.prefix: ${taken.id}`);
};

/** It counts from the next scan on; lines in a basket stay as they were read. */
export const putLabelFormat = (
  till: TillState,
  command: CommandOf<'label-format.put'>,
  context: Context,
): Decided =>
  stateShop(till, command, context, { kind: 'label-format', labelFormat: command.labelFormat }, () =>
    formatFault(command.labelFormat, context),
  );
