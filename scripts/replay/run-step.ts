import type { Plan, Step } from './plan.ts';
import type { Progress } from './progress.ts';
import type { TillDriver } from './till-driver.ts';

const runTill = async (driver: TillDriver, till: number, step: Step, plan: Plan, progress: Progress) => {
  const { date, opensDay, closesDay } = step;
  if (opensDay) await driver.openShift(date, step.openMs, plan.floatMinor(till, date));
  for (const planned of step.tills[till] ?? []) {
    await driver.enter(planned);
    progress.add(planned.invoice.rows.length, date);
  }
  if (closesDay) await driver.closeShift(date, step.closeMs);
};

/**
 * Replays the plan: tills work side by side, each on its own invoices in order, and wait for one another
 * at the end of each step. `onCut` is told when the links were cut or put back.
 */
export const runSteps = async (
  drivers: readonly TillDriver[],
  plan: Plan,
  progress: Progress,
): Promise<void> => {
  let cut = false;
  const setCut = async (wanted: boolean): Promise<void> => {
    if (wanted === cut) return;
    cut = wanted;
    await Promise.all(drivers.map((driver) => driver.setLinks(!wanted)));
    progress.say(wanted ? 'every till is cut from the others' : 'the links are back');
  };
  for (const step of plan.steps) {
    await setCut(step.cut);
    await Promise.all(drivers.map((driver, till) => runTill(driver, till, step, plan, progress)));
  }
  await setCut(false);
};
