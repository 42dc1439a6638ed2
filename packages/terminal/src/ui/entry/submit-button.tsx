import { Button } from '@tillmesh/ui';
import { type ComponentProps, type JSX, splitProps } from 'solid-js';

/**
 * The button that ends a form. While what it asked for is under way it says so, and keeps its look
 * and the focus: mostly that lasts for a few milliseconds.
 */
export const SubmitButton = (
  props: ComponentProps<typeof Button> & { readonly busy: boolean },
): JSX.Element => {
  const [own, rest] = splitProps(props, ['busy']);
  return <Button type="submit" look="primary" {...rest} aria-busy={own.busy} aria-disabled={own.busy} />;
};
