/** The door of the console, kept by whoever serves it. */
export type Entrance = {
  /** The address of a one-time link for this account; one given before and not used is void. */
  readonly open: (branch: string, account: string) => string;
  /** Ends every session of this account and voids its link; says how many sessions there were. */
  readonly close: (branch: string, account: string) => number;
  /** The address of the branch's calendar to subscribe to, under the link of this number. */
  readonly calendar: (branch: string, no: number) => Promise<string>;
};

/** What 控制台 is answered with, in private. */
export const enterText = (entrance: Entrance, branch: string, account: string): string =>
  [
    '控制台的链接（十分钟内有效，只能用一次，请不要转发）：',
    entrance.open(branch, account),
    '打开以后请按「进入」。用完请在页面里按「退出」，或者在这里说「控制台 退出」。',
  ].join('\n');

/** What 控制台 退出 is answered with. */
export const leaveText = (entrance: Entrance, branch: string, account: string): string => {
  const sessions = entrance.close(branch, account);
  return sessions === 0 ? '控制台现在没有登录，没有用过的链接也已作废。' : `已退出控制台，共 ${sessions} 处登录。`;
};
