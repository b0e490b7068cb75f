import { formatWhen } from '../domain/calendar.ts';
import type { Clock, Log, Reply } from '../ports.ts';

const apartMs = 10 * 60_000;

/** What one backup became: a file of the whole store, kept where the operator keeps them. */
export type BackupMade = { readonly name: string; readonly bytes: number; readonly problems: number };

export type BackupState =
  | { readonly is: 'none' | 'running' }
  | { readonly is: 'failed'; readonly at: number }
  | ({ readonly is: 'made'; readonly at: number } & Pick<BackupMade, 'name' | 'bytes'>);

/** A backup at a secretary's word. It holds every branch, so nothing of it is told but name, size and time. */
export type BackupNow = {
  /** Begins one unless one is under way, or one was made less than ten minutes ago. */
  readonly begin: (timeZone: string) => Reply;
  /** What has become of the latest one since the start of the program; a new value whenever that changes. */
  readonly state: () => BackupState;
};

export const sizeText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** `wall` is the real time, also where the branch's own clock may be moved: a file is as old as it is. */
export const createBackupNow = ({
  make,
  wall,
  log,
}: {
  make: () => Promise<BackupMade>;
  wall: Clock;
  log: Log;
}): BackupNow => {
  let state: BackupState = { is: 'none' };

  const run = async (timeZone: string): Promise<Extract<Reply, { kind: 'said' }>> => {
    try {
      const { name, bytes, problems } = await make();
      const at = wall.now();
      state = { is: 'made', at, name, bytes };
      log[problems === 0 ? 'info' : 'error']('backup-made', { bytes, problems });
      return {
        kind: 'said',
        text: `备份完成：${formatWhen(at, timeZone)}，文件${name}，${sizeText(bytes)}。文件在服务器上，由管理员保管。`,
      };
    } catch (error) {
      state = { is: 'failed', at: wall.now() };
      log.error('backup-failed', { reason: error instanceof Error ? error.name : 'unknown' });
      return { kind: 'said', text: '备份没有成功，以前的备份不受影响。请联系管理员。' };
    }
  };

  return {
    state: () => state,
    begin: (timeZone) => {
      if (state.is === 'running') return { kind: 'said', text: '正在备份，请稍候，不用再说一次。' };
      if (state.is === 'made' && wall.now() < state.at + apartMs) {
        const text = `${formatWhen(state.at, timeZone)}刚备份过。每十分钟最多备份一次，请稍后再试。`;
        return { kind: 'said', text };
      }
      state = { is: 'running' };
      return { kind: 'coming', meanwhile: '正在备份，完成以后告诉您。', answer: run(timeZone) };
    },
  };
};
