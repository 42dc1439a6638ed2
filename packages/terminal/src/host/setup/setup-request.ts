import { countryProfile, isZone, parse, record, field, text, type CountryProfile } from '@tillmesh/model';
import type { SetupReply, SetupRequest } from '../../api/setup-view.ts';
import { API_ERRORS } from '../api/api-error.ts';

/** A request that can be carried out. */
export type ShopPlan = Omit<SetupRequest, 'country'> & { readonly profile: CountryProfile };
export type ReadSetup =
  | { readonly ok: true; readonly plan: ShopPlan }
  | { readonly ok: false; readonly rejection: Extract<SetupReply, { ok: false }>['rejection'] };

const NAME = text(80, 1);
const shape = record({
  organisation: field(1, NAME),
  branch: field(2, NAME),
  tillCode: field(3, text(6, 1)),
  country: field(4, text(2, 2)),
  zone: field(5, text(64, 1)),
  ownerName: field(6, NAME),
  ownerPin: field(7, text(12)),
});

const refused = (at: string, message: string): ReadSetup => {
  const [, , nextStep] = API_ERRORS['SETUP-REFUSED'];
  return { ok: false, rejection: { code: 'SETUP-REFUSED', message, nextStep, at } };
};

/** Reads what the first-run page sent; the first field at fault is named with a sentence about it. */
export const readSetupRequest = (body: unknown): ReadSetup => {
  const read = parse(() => shape.read(body, 'setup'));
  if (!read.ok) return refused(read.error.at, `Here is expected: ${read.error.expected}.`);
  const { country, ...rest } = read.value;
  const trimmed = {
    ...rest,
    organisation: rest.organisation.trim(),
    branch: rest.branch.trim(),
    ownerName: rest.ownerName.trim(),
  };
  const profile = countryProfile(country);
  if (profile === null) return refused('setup.country', 'This country is not offered.');
  if (!isZone(rest.zone)) return refused('setup.zone', 'This is no time zone.');
  if (trimmed.organisation === '') return refused('setup.organisation', 'The shop needs a name.');
  if (trimmed.branch === '') return refused('setup.branch', 'The branch needs a name.');
  if (trimmed.ownerName === '') return refused('setup.ownerName', 'The owner needs a name.');
  if (!/^[A-Z][A-Z0-9]{0,5}$/.test(rest.tillCode)) {
    return refused(
      'setup.tillCode',
      'A till code is a capital letter and up to five capital letters or digits, such as H1.',
    );
  }
  if (!/^\d{4,12}$/.test(rest.ownerPin)) return refused('setup.ownerPin', 'A PIN has 4 to 12 digits.');
  return { ok: true, plan: { ...trimmed, profile } };
};
