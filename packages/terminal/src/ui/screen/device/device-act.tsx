import { Button } from '@tillmesh/ui';
import { type JSX, Show } from 'solid-js';
import { Ask } from '../../entry/ask.tsx';
import { AskReason } from '../../entry/ask-reason.tsx';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';
import type { DeviceQuestion } from './device-question.ts';

/** What may be done with a device here; nothing where nobody may. */
export const DeviceActs = (
  props: Omit<DeviceQuestion, 'about'> & { readonly onAsk: (question: DeviceQuestion) => void },
): JSX.Element => {
  const about = (what: DeviceQuestion['about']): void =>
    props.onAsk({ row: props.row, name: props.name, about: what });
  const ask = (): void => about('standing');
  return (
    <div class="row-acts device-acts">
      <Show when={props.row.state !== 'self' && props.row.off === null}>
        <Button aria-label={t.devices.meter.of(props.name)} onClick={() => about('meter')}>
          {t.devices.meter.go}
        </Button>
      </Show>
      <Show when={props.row.mayState === 'take-off' || props.row.mayState === 'set-aside'}>
        <Button look="stop" aria-label={t.devices.takeOffOf(props.name)} onClick={ask}>
          {t.devices.takeOff}
        </Button>
      </Show>
      <Show when={props.row.mayState === 'admit'}>
        <Button aria-label={t.devices.admitOf(props.name)} onClick={ask}>
          {t.devices.admit}
        </Button>
      </Show>
      <Show when={props.row.mayStateCatalog === 'take'}>
        <Button aria-label={t.devices.stopEditingOf(props.name)} onClick={() => about('catalog')}>
          {t.devices.stopEditing}
        </Button>
      </Show>
      <Show when={props.row.mayStateCatalog === 'give'}>
        <Button aria-label={t.devices.letEditOf(props.name)} onClick={() => about('catalog')}>
          {t.devices.letEdit}
        </Button>
      </Show>
    </div>
  );
};

type DialogProps = DeviceQuestion & { readonly onClose: () => void; readonly onDone: () => void };

/** Whether a device may edit products and prices. */
const CatalogDialog = (props: DialogProps): JSX.Element => {
  const desk = useDesk();
  const gives = (): boolean => props.row.mayStateCatalog === 'give';
  return (
    <Ask
      stop={!gives()}
      title={gives() ? t.devices.letEditOf(props.name) : t.devices.stopEditingOf(props.name)}
      go={gives() ? t.devices.letEdit : t.devices.stopEditing}
      onClose={() => props.onClose()}
      onDone={() => {
        const message = gives() ? t.devices.letEditDone(props.name) : t.devices.stoppedEditing(props.name);
        desk.tell({ level: 'well', message });
        props.onDone();
      }}
      command={() => ({ kind: 'catalog-right.put', deviceId: props.row.deviceId, mayEdit: gives() })}
    >
      <p>{gives() ? t.devices.letEditLead(props.name) : t.devices.stopEditingLead(props.name)}</p>
    </Ask>
  );
};

/** What was asked about a device, with its answer. */
export const DeviceDialog = (props: DialogProps): JSX.Element => (
  <Show when={props.about === 'catalog'} fallback={<StandingDialog {...props} />}>
    <CatalogDialog {...props} />
  </Show>
);

/** One question, and the device is off; or what came late of one that is off counts. */
const StandingDialog = (props: DialogProps): JSX.Element => {
  const desk = useDesk();
  const setsAside = (): boolean => props.row.mayState === 'set-aside';
  const done = (message: string): void => {
    desk.tell({ level: 'well', message });
    props.onDone();
  };
  return (
    <Show
      when={props.row.mayState !== 'admit'}
      fallback={
        <Ask
          title={t.devices.admitOf(props.name)}
          go={t.devices.admit}
          onClose={() => props.onClose()}
          onDone={() => done(t.devices.admitted(props.name))}
          command={() => ({ kind: 'device.admit', deviceId: props.row.deviceId })}
        >
          <p>{t.devices.admitLead(props.name)}</p>
        </Ask>
      }
    >
      <AskReason
        title={t.devices.takeOffOf(props.name)}
        lead={t.devices.takeOffLead(props.name, setsAside() ? 'elsewhere' : props.row.kind)}
        go={t.devices.takeOff}
        reasons={t.devices.reasons}
        command={(reason) => ({
          kind: 'device.revoke',
          deviceId: props.row.deviceId,
          reason,
          ...(setsAside() ? { setAside: true } : {}),
        })}
        onClose={() => props.onClose()}
        onDone={() => done(t.devices.takenOff(props.name))}
      />
    </Show>
  );
};
