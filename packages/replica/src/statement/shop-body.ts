import {
  branchSettings,
  calendarDate,
  CASH,
  field,
  flag,
  id,
  labelFormat,
  legalEntity,
  list,
  priceList,
  promotion,
  ratePpm,
  record,
  role,
  type Shape,
  taxClass,
  tender,
  text,
  word,
} from '@tillmesh/model';
import { type Older, upgraded } from './version.ts';

/** What the sealed part states of the shop, where it has several versions or is the model's own. */
const branchId = id<'branch'>();
const name = text(120, 1);
const code = text(32, 1);

const taxClassBody = record({ branchId: field(1, branchId), taxClass: field(2, taxClass) });
const taxClassV1 = record({
  branchId: field(1, branchId),
  id: field(2, code),
  name: field(3, name),
  rates: field(4, list(record({ from: field(1, calendarDate), ratePpm: field(2, ratePpm) }), 100)),
});

const priceListV1 = record({ id: field(1, code), name: field(2, name), currency: field(3, text(3, 3)) });

const tenderV1 = record({
  id: field(1, code),
  name: field(2, name),
  kind: field(3, word('cash')),
  active: field(4, flag),
});

/** A person; of all branches when none is named. */
const staffIn = <R extends string>(roleId: Shape<R>) =>
  record({
    id: field(1, id<'staff'>()),
    name: field(2, text(80, 1)),
    role: field(3, roleId),
    branchIds: field(4, list(branchId, 1_000)),
    active: field(5, flag),
  });
const staff = staffIn(text(32, 1));
const staffV1 = staffIn(word('cashier', 'supervisor', 'owner'));

const sealed = <T>(shape: Shape<T>, older: readonly Older<NoInfer<T>>[] = []) =>
  ({ sealed: true, shape, older }) as const;

export const SHOP_BODIES = {
  'tax-class': sealed(taxClassBody, [
    // A class had one tax. Its mark stands in the profile of a country that its branch names.
    upgraded(taxClassV1, ({ branchId: branch, id: of, name: called, rates }) => ({
      branchId: branch,
      taxClass: {
        id: of,
        name: called,
        mark: '',
        taxes: [{ id: of, name: called, compound: false, rates }],
      },
    })),
  ]),
  'price-list': sealed(priceList, [upgraded(priceListV1, (body) => ({ ...body, priority: 0 }))]),
  'label-format': sealed(labelFormat),
  promotion: sealed(promotion),
  staff: sealed(staff, [staffV1]),
  tender: sealed(tender, [upgraded(tenderV1, (body) => ({ ...CASH, ...body }))]),
  role: sealed(role),
  'legal-entity': sealed(record({ branchId: field(1, branchId), legalEntity: field(2, legalEntity) })),
  'branch-settings': sealed(record({ branchId: field(1, branchId), settings: field(2, branchSettings) })),
} as const;
