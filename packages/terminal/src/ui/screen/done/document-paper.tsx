import { Button } from '@tillmesh/ui';
import { createEffect, createResource, createSignal, type JSX, on, Show } from 'solid-js';
import { getText } from '../../link/api.ts';
import { useDesk } from '../../state/desk.ts';
import { t } from '../../text/text.ts';

const fetchText = async (path: string): Promise<string | undefined> => {
  const reply = await getText(path);
  return reply.status === 'answered' ? reply.value : undefined;
};

/** The same document as a printer without pictures writes it; fetched when somebody looks. */
const PlainPaper = (props: { readonly id: string }): JSX.Element => {
  const [open, setOpen] = createSignal(false);
  const [text] = createResource(
    () => (open() ? props.id : null),
    (id) => fetchText(`/api/documents/${id}.txt`),
  );
  return (
    <details class="plain-paper" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.done.asText}</summary>
      <pre class="paper" tabIndex={0} aria-label={t.done.asText}>
        {text() ?? ''}
      </pre>
    </details>
  );
};

/**
 * A receipt, refund or Z as its paper looks, and the way to print it. The sale never waits for it. The
 * frame takes neither focus nor pointer, so that a scanner goes on typing into the search.
 */
export const DocumentPaper = (props: {
  readonly id: string;
  readonly name: string;
  /** What the button says; a receipt is what is mostly printed. */
  readonly print?: string;
}): JSX.Element => {
  const desk = useDesk();
  let frame: HTMLIFrameElement | undefined;
  const [html, { refetch }] = createResource(
    () => props.id,
    (id) => fetchText(`/api/documents/${id}.html`),
  );
  createEffect(
    on(
      () => desk.reached(),
      (reached) => {
        if (reached && html.state === 'ready' && html() === undefined) void refetch();
      },
    ),
  );
  const fit = (element: HTMLIFrameElement): void => {
    const height = element.contentDocument?.documentElement.scrollHeight ?? 0;
    element.style.blockSize = `${height}px`;
  };
  return (
    <div class="paper-frame">
      <div class="paper-roll">
        <Show when={html()} fallback={<p class="quiet">{t.done.loading}</p>}>
          {(page) => (
            <iframe
              ref={(element) => {
                frame = element;
              }}
              class="paper-page"
              title={`${t.done.receipt} ${props.name}`}
              tabIndex={-1}
              srcdoc={page()}
              onLoad={(event) => fit(event.currentTarget)}
            />
          )}
        </Show>
        <PlainPaper id={props.id} />
      </div>
      <Button disabled={html() === undefined} onClick={() => frame?.contentWindow?.print()}>
        {props.print ?? t.done.printReceipt}
      </Button>
    </div>
  );
};
