import { z } from 'zod';
import { checkWechatSettings } from './channels/wechat/settings.ts';

const timeZone = z.string().refine(
  (zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
    } catch {
      return false;
    }
  },
  { message: 'is not a time zone; use a name such as Asia/Shanghai' },
);

const settings = z.object({
  ZHISHU_STORE: z.string().min(1, 'must not be empty').default('data/store'),
  ZHISHU_HOST: z.string().min(1, 'must not be empty').default('127.0.0.1'),
  ZHISHU_PORT: z
    .string()
    .regex(/^\d{1,5}$/u, 'must be a port number from 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, { message: 'must be a port number from 0 to 65535' })
    .default(3000),
  ZHISHU_URL: z
    .url({ protocol: /^https?$/u, message: 'must be the http or https address at which people reach this program' })
    .refine((url) => !URL.canParse(url) || `${new URL(url).origin}/` === new URL(url).href, {
      message: 'must end after the host and port; give it as https://zhishu.example.org',
    })
    .transform((url) => new URL(url).origin)
    .optional(),
  ZHISHU_LOCAL: z.enum(['on', 'off'], { message: 'must be on or off' }).optional(),
  ZHISHU_SETUP_CODE: z
    .string()
    .regex(/^\S{6,64}$/u, 'must be 6 to 64 characters without spaces')
    .optional(),
  ZHISHU_TZ: timeZone.default('Asia/Shanghai'),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(
      /^\d+:[\w-]{20,}$/u,
      'does not look like a bot token; copy it again from BotFather (digits, a colon, letters)',
    )
    .optional(),
  TELEGRAM_API_ROOT: z.url({ protocol: /^https?$/u, message: 'must be an http or https address' }).optional(),
  WECHATY_PUPPET: z.string().min(1, 'must not be empty').optional(),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { message: 'must be debug, info, warn or error' })
    .default('info'),
});

export type Config = {
  readonly store: string;
  readonly host: string;
  readonly port: number;
  /** Where people reach the console from outside, behind a proxy; without a slash at its end. */
  readonly url: string | undefined;
  readonly local: boolean;
  /** The local group is the only channel: its demo branch exists and its clock may be moved. */
  readonly localAlone: boolean;
  readonly setupCode: string | undefined;
  readonly timeZone: string;
  readonly telegram: { readonly token: string; readonly apiRoot: string | undefined } | undefined;
  readonly wechat: { readonly puppet: string; readonly settings: Readonly<Record<string, string>> } | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
};

/** How many letters must be changed, put in or left out to make one text of the other. */
const lettersApart = (one: string, other: string): number => {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    let diagonal = at;
    const next = [at + 1];
    for (const [index, there] of [...other].entries()) {
      const above = row[index + 1] ?? 0;
      next.push(Math.min(diagonal + (letter === there ? 0 : 1), above + 1, (next[index] ?? 0) + 1));
      diagonal = above;
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** So large a part of a name may be wrong for it still to be meant. */
const mistypedShare = 0.3;

/** What is said of names that are no setting but were meant as one: they begin as ours do, or are nearly one of ours. */
const mistyped = (given: readonly string[]): string[] => {
  const names = Object.keys(settings.shape);
  const bare = (name: string): string => name.replace(/^ZHISHU_/u, '');
  const wrongShare = (name: string, right: string): number =>
    Math.min(lettersApart(name, right) / right.length, lettersApart(bare(name), bare(right)) / bare(right).length);
  return given
    .filter((name) => !names.includes(name) && !name.startsWith('WECHATY_'))
    .flatMap((name) => {
      const said = name.toUpperCase();
      const [nearest] = names
        .map((right) => ({
          right,
          share: said.startsWith('ZHISHU') ? wrongShare(said, right) : lettersApart(said, right) / right.length,
        }))
        .toSorted((a, b) => a.share - b.share);
      if (nearest && nearest.share <= mistypedShare)
        return [`${name} is not a setting; did you mean ${nearest.right}?`];
      return said.startsWith('ZHISHU') ? [`${name} is not a setting; the settings are ${names.join(', ')}.`] : [];
    });
};

/** Every setting at once: the Config, or all that is wrong in plain words. An empty value counts as not set. */
export const readConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): { readonly config: Config } | { readonly problems: readonly string[] } => {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = settings.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`);
  problems.push(...mistyped(Object.keys(given)));
  const wechaty = Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => pair[0].startsWith('WECHATY_')),
  );
  if (given['WECHATY_PUPPET'] !== undefined) problems.push(...checkWechatSettings(wechaty));
  if (given['TELEGRAM_API_ROOT'] !== undefined && given['TELEGRAM_BOT_TOKEN'] === undefined) {
    problems.push('TELEGRAM_API_ROOT is set but TELEGRAM_BOT_TOKEN is not; set both or neither.');
  }
  if (
    parsed.success &&
    parsed.data.ZHISHU_LOCAL === 'off' &&
    !parsed.data.TELEGRAM_BOT_TOKEN &&
    !parsed.data.WECHATY_PUPPET
  ) {
    problems.push(
      'ZHISHU_LOCAL is off and no other channel is set; set TELEGRAM_BOT_TOKEN or WECHATY_PUPPET, or turn it on.',
    );
  }
  if (!parsed.success || problems.length > 0) return { problems };
  const { data } = parsed;
  const others = data.TELEGRAM_BOT_TOKEN !== undefined || data.WECHATY_PUPPET !== undefined;
  return {
    config: {
      store: data.ZHISHU_STORE,
      host: data.ZHISHU_HOST,
      port: data.ZHISHU_PORT,
      url: data.ZHISHU_URL,
      local: data.ZHISHU_LOCAL === undefined ? !others : data.ZHISHU_LOCAL === 'on',
      localAlone: !others,
      setupCode: data.ZHISHU_SETUP_CODE,
      timeZone: data.ZHISHU_TZ,
      telegram:
        data.TELEGRAM_BOT_TOKEN === undefined
          ? undefined
          : { token: data.TELEGRAM_BOT_TOKEN, apiRoot: data.TELEGRAM_API_ROOT },
      wechat: data.WECHATY_PUPPET === undefined ? undefined : { puppet: data.WECHATY_PUPPET, settings: wechaty },
      logLevel: data.LOG_LEVEL,
    },
  };
};
