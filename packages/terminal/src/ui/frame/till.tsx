import { type JSX, Match, Show, Switch } from 'solid-js';
import { ExceptionsScreen } from '../screen/exception/exceptions-screen.tsx';
import { BackupScreen } from '../screen/backup/backup-screen.tsx';
import { DevicesScreen } from '../screen/device/devices-screen.tsx';
import { EnrolScreen } from '../screen/enrol/enrol-screen.tsx';
import { HistoryScreen } from '../screen/history/history-screen.tsx';
import { ProductsScreen } from '../screen/product/products-screen.tsx';
import { RefundScreen } from '../screen/refund/refund-screen.tsx';
import { SellScreen } from '../screen/sell/sell-screen.tsx';
import { CloseScreen } from '../screen/shift/close-screen.tsx';
import { OpenScreen } from '../screen/shift/open-screen.tsx';
import { SignInScreen } from '../screen/sign-in/sign-in-screen.tsx';
import { StaffScreen } from '../screen/staff/staff-screen.tsx';
import { useDesk } from '../state/desk.ts';
import { BottomLine } from './bottom-line.tsx';
import { markSigns } from './mark-sign.ts';
import { Menu } from './menu.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame around every screen of a till: who and where above, the health of the shop below. */
export const Till = (): JSX.Element => {
  const desk = useDesk();
  const marked = () => markSigns(desk.views.till).length > 0;
  return (
    <div class="frame" classList={{ 'is-marked': marked() }}>
      <TopBar />
      <Switch fallback={<SellScreen />}>
        <Match when={desk.views.session === null}>
          <SignInScreen />
        </Match>
        <Match when={desk.place() === 'products'}>
          <ProductsScreen />
        </Match>
        <Match when={desk.place() === 'staff'}>
          <StaffScreen />
        </Match>
        <Match when={desk.place() === 'backup'}>
          <BackupScreen />
        </Match>
        <Match when={desk.place() === 'enrol'}>
          <EnrolScreen />
        </Match>
        <Match when={desk.place() === 'receipts'}>
          <HistoryScreen />
        </Match>
        <Match when={desk.place() === 'exceptions'}>
          <ExceptionsScreen />
        </Match>
        <Match when={desk.place() === 'devices'}>
          <DevicesScreen />
        </Match>
        <Match when={desk.views.shift === null}>
          <OpenScreen />
        </Match>
        <Match when={desk.place() === 'returns'}>
          <RefundScreen />
        </Match>
        <Match when={desk.place() === 'close'}>
          <CloseScreen />
        </Match>
      </Switch>
      <BottomLine />
      <Show when={desk.menuOpen()}>
        <Menu />
      </Show>
    </div>
  );
};
