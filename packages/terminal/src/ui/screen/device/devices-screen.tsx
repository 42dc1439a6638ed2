import { type Column, DataTable } from '@tillmesh/ui';
import { createEffect, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import type { DeviceRowView, DevicesView } from '../../../api/device-view.ts';
import { Page } from '../../frame/page.tsx';
import { getJson } from '../../link/api.ts';
import { type Desk, useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import { DeviceActs, DeviceDialog } from './device-act.tsx';
import type { DeviceQuestion } from './device-question.ts';
import { MeterDialog } from './meter-dialog.tsx';
import type { OwnerSheetView } from '../../../api/owner-view.ts';
import { RecoverySheet } from '../setup/recovery-sheet.tsx';
import { OwnerCard } from './owner-card.tsx';
import { SafeCard } from './safe-card.tsx';
import { createDeviceWords } from './device-words.ts';

const { told, nameOf } = createDeviceWords(t.devices, t.bar);
/** What is told apart from changes: last contact, next try, traffic. */
const LOOK_AGAIN_MS = 5_000;

const DAY_MS = 86_400_000;

/** The time alone today, with the day before. */
const momentOf =
  (desk: Desk, nowMs: number) =>
  (utcMs: number): string =>
    Math.abs(nowMs - utcMs) < DAY_MS && desk.moment(utcMs).slice(0, 6) === desk.moment(nowMs).slice(0, 6)
      ? desk.clock(utcMs)
      : desk.moment(utcMs);

/** The first line is the answer, the second says more. */
const Lines = (props: { readonly lines: readonly string[] }): JSX.Element => (
  <div class="device-lines">
    <For each={props.lines}>{(line, index) => <p classList={{ quiet: index() > 0 }}>{line}</p>}</For>
  </div>
);

const StateCell = (props: {
  readonly row: DeviceRowView;
  readonly lines: readonly string[];
}): JSX.Element => (
  <div
    class="device-state"
    classList={{
      'is-well': ['linked', 'self'].includes(props.row.state),
      'is-know': ['away', 'refused', 'other-version'].includes(props.row.state),
    }}
  >
    <span class="mark" aria-hidden="true" />
    <Lines lines={props.lines} />
  </div>
);

const columnsOf = (moment: (utcMs: number) => string): readonly Column<DeviceRowView>[] => {
  const words = (row: DeviceRowView) => told(row, moment);
  const { columns } = t.devices;
  return [
    { head: columns.device, cell: (row) => <Lines lines={words(row).name} /> },
    { head: columns.state, cell: (row) => <StateCell row={row} lines={words(row).state} /> },
    { head: columns.theirs, cell: (row) => words(row).theirs },
    { head: columns.ours, cell: (row) => words(row).ours },
    { head: columns.contact, cell: (row) => <Lines lines={words(row).contact} /> },
    {
      head: columns.traffic,
      cell: (row) => <Lines lines={[...words(row).traffic, ...words(row).metered]} />,
    },
    { head: columns.program, cell: (row) => <Lines lines={words(row).program} /> },
  ];
};

/** Who may manage the shop marks links as metered, and takes devices off at an admin device. */
const withActs = (
  columns: readonly Column<DeviceRowView>[],
  rows: readonly DeviceRowView[],
  onAsk: ((question: DeviceQuestion) => void) | null,
): readonly Column<DeviceRowView>[] => {
  if (onAsk === null || rows.every(({ state }) => state === 'self')) return columns;
  const acts: Column<DeviceRowView> = {
    head: t.devices.act,
    cell: (row) => <DeviceActs row={row} name={nameOf(row)} onAsk={onAsk} />,
  };
  return [...columns, acts];
};

const Notes = (props: { readonly head: string; readonly lines: readonly string[] }): JSX.Element => (
  <Show when={props.lines.length > 0}>
    <section class="card stack" aria-label={props.head}>
      <h2 class="small-head">{props.head}</h2>
      <ul class="bare">
        <For each={props.lines}>{(line) => <li>{line}</li>}</For>
      </ul>
    </section>
  </Show>
);

/** Addresses at which nobody is known yet, and keys that nobody lists. */
const Unlisted = (props: {
  readonly view: DevicesView;
  readonly moment: (utcMs: number) => string;
}): JSX.Element => (
  <>
    <Notes
      head={t.devices.unanswered}
      lines={props.view.unanswered.map(({ address, cause, nextTryMs }) =>
        t.devices.unansweredAt(
          address,
          cause === null ? null : t.devices.cause(cause),
          nextTryMs === null ? null : props.moment(nextTryMs),
        ),
      )}
    />
    <Notes
      head={t.devices.strangers}
      lines={props.view.strangers.map(({ id, sinceMs, cause }) =>
        t.devices.strangerAt(id, props.moment(sinceMs), t.devices.cause(cause)),
      )}
    />
  </>
);

const Question = (props: {
  readonly asked: DeviceQuestion | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}): JSX.Element => (
  <Show when={props.asked} keyed>
    {(question) =>
      question.about === 'meter' ? (
        <MeterDialog {...question} onClose={() => props.onClose()} onDone={() => props.onDone()} />
      ) : (
        <DeviceDialog {...question} onClose={() => props.onClose()} onDone={() => props.onDone()} />
      )
    }
  </Show>
);

const DevicesPage = (props: { readonly onSheet: (sheet: OwnerSheetView) => void }): JSX.Element => {
  const desk = useDesk();
  const [view, setView] = createSignal<DevicesView | null>(null);
  const [question, setQuestion] = createSignal<DeviceQuestion | null>(null);
  const look = async (): Promise<void> => {
    const reply = await getJson<DevicesView>('/api/devices');
    if (reply.status === 'answered') setView(reply.value);
    else if (reply.status === 'refused') desk.refuse(reply.refusal);
    else desk.tell({ level: 'stop', message: t.host.away, nextStep: t.host.tryAgain });
  };
  createEffect(
    on(
      () => desk.views.sync?.items,
      () => void look(),
    ),
  );
  const looking = setInterval(() => void look(), LOOK_AGAIN_MS);
  onCleanup(() => clearInterval(looking));
  return (
    <Page title={t.devices.title} onBack={() => desk.go('sell')}>
      <div class="stack">
        <p class="quiet">{t.devices.lead}</p>
        <SafeCard />
        <Show when={view()}>
          {(now) => {
            const moment = (utcMs: number): string => momentOf(desk, now().nowMs)(utcMs);
            return (
              <>
                <Show when={now().offSinceMs}>
                  {(sinceMs) => <p class="card know-text">{t.devices.off(moment(sinceMs()))}</p>}
                </Show>
                <DataTable
                  caption={t.devices.list}
                  hideCaption
                  columns={withActs(
                    columnsOf(moment),
                    now().devices,
                    desk.may('manage-shop') ? setQuestion : null,
                  )}
                  rows={now().devices}
                  empty={t.devices.empty}
                />
                <OwnerCard
                  view={now()}
                  moment={moment}
                  onSheet={(made) => props.onSheet(made)}
                  onDone={() => void look()}
                />
                <Unlisted view={now()} moment={moment} />
              </>
            );
          }}
        </Show>
      </div>
      <Question asked={question()} onClose={() => setQuestion(null)} onDone={() => void look()} />
    </Page>
  );
};

/**
 * Every device of the organisation: how it is linked, what it holds, when it was heard, what runs there. In its place
 * a new recovery sheet, until it is on paper.
 */
export const DevicesScreen = (): JSX.Element => {
  const desk = useDesk();
  const [sheet, setSheet] = createSignal<OwnerSheetView | null>(null);
  void getJson<OwnerSheetView | null>('/api/owner-sheet').then((reply) => {
    if (reply.status === 'answered') setSheet(reply.value);
  });
  const named = (): void => {
    setSheet(null);
    desk.tell({ level: 'well', message: t.owners.named });
  };
  return (
    <Show when={sheet()} fallback={<DevicesPage onSheet={setSheet} />}>
      {(now) => (
        <RecoverySheet
          recovery={now()}
          fingerprint={now().fingerprint}
          onDone={named}
          onStop={() => setSheet(null)}
        />
      )}
    </Show>
  );
};
