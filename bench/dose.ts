/** How much is measured: `full` for figures to quote, `small` only to see that everything runs. */
export type Dose = {
  readonly name: 'full' | 'small';
  readonly rounds: number;
  readonly store: {
    readonly sizes: readonly { readonly label: string; readonly entries: number }[];
    readonly checkIns: number;
    readonly mostMs: number;
  };
  readonly telegram: {
    readonly warmUpGroups: number;
    /** Over a slow line it is the waiting that is measured, which differs little from round to round. */
    readonly latencies: readonly { readonly ms: number; readonly groups: number; readonly rounds: number }[];
  };
  readonly crowd: { readonly people: number; readonly overMs: number };
  readonly fanOut: { readonly groups: number };
  readonly console: {
    readonly activities: number;
    /** Rounds before anything is noted: the first ones compile. */
    readonly warmUp: number;
    readonly rounds: number;
    readonly windows: number;
    readonly marks: number;
  };
  readonly start: { readonly rounds: number; readonly branches: number };
  readonly memory: {
    readonly branches: number;
    readonly activities: number;
    readonly settleMs: number;
    readonly minutes: number;
  };
  readonly papers: {
    readonly rounds: number;
    readonly members: number;
    readonly activities: number;
    /** Characters of the minutes of each meeting. */
    readonly minutes: number;
  };
};

export const full: Dose = {
  name: 'full',
  rounds: 5,
  store: {
    sizes: [
      { label: 'empty', entries: 0 },
      { label: 'year', entries: 2_400 },
      { label: 'ten_years', entries: 24_000 },
    ],
    checkIns: 2_300,
    mostMs: 1_500,
  },
  telegram: {
    warmUpGroups: 40,
    latencies: [
      { ms: 0, groups: 1_000, rounds: 3 },
      { ms: 50, groups: 1_000, rounds: 1 },
    ],
  },
  crowd: { people: 45, overMs: 10_000 },
  fanOut: { groups: 1_200 },
  console: { activities: 60, warmUp: 20, rounds: 100, windows: 200, marks: 40 },
  start: { rounds: 5, branches: 1_200 },
  memory: { branches: 1_200, activities: 60, settleMs: 3_000, minutes: 7 * 24 * 60 },
  papers: { rounds: 3, members: 50, activities: 60, minutes: 600 },
};

export const small: Dose = {
  name: 'small',
  rounds: 1,
  store: {
    sizes: [
      { label: 'empty', entries: 0 },
      { label: 'year', entries: 120 },
      { label: 'ten_years', entries: 240 },
    ],
    checkIns: 46,
    mostMs: 100,
  },
  telegram: {
    warmUpGroups: 1,
    latencies: [
      { ms: 0, groups: 8, rounds: 1 },
      { ms: 50, groups: 3, rounds: 1 },
    ],
  },
  crowd: { people: 9, overMs: 400 },
  fanOut: { groups: 40 },
  console: { activities: 4, warmUp: 1, rounds: 2, windows: 10, marks: 2 },
  start: { rounds: 1, branches: 12 },
  memory: { branches: 12, activities: 6, settleMs: 100, minutes: 120 },
  papers: { rounds: 1, members: 9, activities: 7, minutes: 60 },
};
