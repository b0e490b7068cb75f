import type { Enclosure, Page } from './page.ts';
import { activities } from './pages/activities.tsx';
import { activity } from './pages/activity.tsx';
import { calendar } from './pages/calendar.tsx';
import { calendarYear } from './pages/calendar-year.tsx';
import { ledger, ledgerFile } from './pages/ledger.tsx';
import { list } from './pages/list.tsx';
import { paper } from './pages/paper.tsx';
import { monthChart, papers } from './pages/papers.tsx';
import { person } from './pages/person.tsx';
import { record } from './pages/record.tsx';
import { roster } from './pages/roster.tsx';
import { settings } from './pages/settings.tsx';
import { today } from './pages/today.tsx';

/** Every page of the console, in the order of the menu; the first is where one arrives. */
export const pages: readonly Page[] = [
  today,
  activities,
  activity,
  record,
  calendar,
  calendarYear,
  list,
  roster,
  person,
  ledger,
  papers,
  paper,
  settings,
];

/** What the pages show besides text, and give to keep. */
export const enclosures: readonly Enclosure[] = [monthChart, ledgerFile];
