/**
 * What may stand in an element string, by application identifier.
 * Source: GS1 General Specifications, 3.2, as restated by the GS1 Barcode Syntax Dictionary.
 */

/** A part of a value: digits (`N`), the 82 characters of GS1 (`X`), the 39 of part numbers (`Y`), base64url (`Z`). */
export type Component = {
  readonly set: 'N' | 'X' | 'Y' | 'Z';
  readonly min: number;
  readonly max: number;
  /** That ends with a check digit. */
  readonly isChecked: boolean;
  /** Six digits of a date; with `dateOrMonth` the day may be 00. */
  readonly date: 'no' | 'date' | 'dateOrMonth';
};

export type ApplicationIdentifier = { readonly ai: string; readonly components: readonly Component[] };

/** `N14c` has a check digit, `N6d` is a date, `N6m` one whose day may be left out, `X..20` has 1 to 20 characters. */
const FORMATS: Readonly<Record<string, string>> = {
  N18c: '00 8017-8018',
  N17c: '402',
  N14c: '01-03',
  N6m: '11-13 15-17',
  N6d: '4326 7006',
  N2: '20 7241',
  N4: '8111 3940-3943',
  N6: `3100-3105 3110-3115 3120-3125 3130-3135 3140-3145 3150-3155 3160-3165 3200-3205 3210-3215 3220-3225
    3230-3235 3240-3245 3250-3255 3260-3265 3270-3275 3280-3285 3290-3295 3300-3305 3310-3315 3320-3325 3330-3335
    3340-3345 3350-3355 3360-3365 3370-3375 3400-3405 3410-3415 3420-3425 3430-3435 3440-3445 3450-3455 3460-3465
    3470-3475 3480-3485 3490-3495 3500-3505 3510-3515 3520-3525 3530-3535 3540-3545 3550-3555 3560-3565 3570-3575
    3600-3605 3610-3615 3620-3625 3630-3635 3640-3645 3650-3655 3660-3665 3670-3675 3680-3685 3690-3695 3950-3955
    8005`,
  N13c: '410-417',
  'N13c X0..17': '253',
  'N13c N0..12': '255',
  'N1 N13c X0..16': '8003',
  'N14c N4': '8006 8026',
  'N..4': '7004',
  'N..6': '242',
  'N..8': '30 37',
  'N..10': '8019',
  'N..12': '8011',
  'N..15': '3900-3909 3920-3929',
  'N3 N..15': '3910-3919 3930-3939',
  N1: '4321-4323',
  N3: '422 424 426',
  'N3 N0..12': '423 425',
  'N3 X..9': '421',
  'N3 X..27': '7030-7039',
  'N6d N4': '7003',
  'N6d N0..6': '7007',
  'N6d N0..4': '7011',
  'N6d N2 N0..4': '8008',
  'N6m N4': '4324-4325',
  'N6 X0..1': '4330-4333',
  N8: '7250',
  N12: '7251',
  N13: '7001',
  N14: '8001',
  N20: '4309',
  'N1 X3': '7040',
  'X..2': '7010',
  X2: '4307 4317',
  X3: '7258',
  'X..3': '427 7008',
  'X..4': '7041',
  'X..10': '7009 7255',
  'X..12': '7005',
  'X..20': '10 21-22 243 254 420 4318 7020-7022 710-716 7240 8002 8012',
  'X..25': '7242 8013-8014 8020',
  'X..28': '235',
  'X2 X..28': '7230-7239',
  'X..30': '240-241 250-251 400-401 403 4308 4319 7002 7023 8004 90',
  'X..34': '8007',
  'X..35': '4300-4301 4310-4311 4320',
  'X..40': '7253-7254 7259',
  'X..50': '8009',
  'X..70': '4302-4306 4312-4316 7257 8110 8112 8200',
  'X..90': '7256 91-99',
  'Y..30': '8010',
  'Z..90': '8030',
};

const componentOf = (written: string): Component => {
  const match = /^([NXYZ])(\d*)(\.\.)?(\d*)([cdm]?)$/.exec(written);
  if (match === null) throw new Error(`${written} is no component`);
  const [, set, first = '', range, last = '', mark] = match;
  const max = Number(range === undefined ? first : last);
  return {
    set: set as Component['set'],
    min: range === undefined ? max : Number(first === '' ? '1' : first),
    max,
    isChecked: mark === 'c',
    date: mark === 'd' ? 'date' : mark === 'm' ? 'dateOrMonth' : 'no',
  };
};

/** `3100-3105` names six. */
const identifiersIn = (format: string, range: string): readonly ApplicationIdentifier[] => {
  const [from = '', to = from] = range.split('-');
  const components = format.split(' ').map(componentOf);
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => ({
    ai: String(Number(from) + at).padStart(from.length, '0'),
    components,
  }));
};

const IDENTIFIERS: ReadonlyMap<string, ApplicationIdentifier> = new Map(
  Object.entries(FORMATS)
    .flatMap(([format, all]) => all.split(/\s+/).flatMap((written) => identifiersIn(format, written)))
    .map((each) => [each.ai, each]),
);

/** The identifier at the beginning of a text; no identifier is the beginning of another. */
export const identifierAt = (text: string): ApplicationIdentifier | null =>
  [2, 3, 4].map((length) => IDENTIFIERS.get(text.slice(0, length)) ?? null).find((each) => each !== null) ??
  null;

/** What begins so has a length that every reader knows, and needs no separator: 7.8.5, figure 7.8.5-2. */
const PREDEFINED = /^(?:0[0-4]|1[1-9]|20|3[1-6]|41)/;
export const isPredefined = (ai: string): boolean => PREDEFINED.test(ai);

const SETS: Readonly<Record<Component['set'], RegExp>> = {
  N: /^\d*$/,
  X: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
  Y: /^[#\-/0-9A-Z]*$/,
  Z: /^[\w\-=]*$/,
};
export const hasCharactersOf = (set: Component['set'], text: string): boolean => SETS[set].test(text);
