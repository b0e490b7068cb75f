export type Intent =
  | 'check_in'
  | 'check_in_online'
  | 'proxy_check_in'
  | 'leave_request'
  | 'proxy_leave'
  | 'late_notice'
  | 'early_leave_notice'
  | 'cancel_check_in'
  | 'cancel_leave'
  | 'correct_record'
  | 'makeup_done'
  | 'rsvp_yes'
  | 'rsvp_no'
  | 'rsvp_maybe'
  | 'claim_item'
  | 'release_item'
  | 'item_done'
  | 'vote_for'
  | 'vote_against'
  | 'vote_abstain'
  | 'poll_option'
  | 'formal_vote_refuse'
  | 'ack'
  | 'jielong'
  | 'study_done'
  | 'dues_paid'
  | 'consent_give'
  | 'consent_withdraw'
  | 'mute_me'
  | 'data_view'
  | 'data_delete'
  | 'sensitive_warning'
  | 'clarify'
  | `question_${'how' | 'leave_policy' | 'list' | 'rule' | 'status' | 'when' | 'where' | 'dues'}`
  | `cmd_${
      | 'approve_leave'
      | 'reject_leave'
      | 'close_checkin'
      | 'open_checkin'
      | 'close_item'
      | 'create_session'
      | 'export'
      | 'list_items'
      | 'mark'
      | 'publish_list'
      | 'recall'
      | 'remind_pending'
      | 'summary'}`;

/** Why somebody is on leave: a category, never the words. */
export type LeaveReason =
  | 'sick'
  | 'business_trip'
  | 'work_shift'
  | 'work_conflict'
  | 'out_of_town'
  | 'family_or_personal'
  | 'other';

/** What a message names; names are simplified. No slot holds what somebody wrote about health, home or work. */
export type Slots = {
  readonly self?: true;
  readonly name?: string;
  readonly alias?: string;
  /** Whom it is about when that is not the speaker: a name, several joined by 、, or a word in brackets such as (father). */
  readonly target?: string;
  readonly relation?: 'peer' | 'child' | 'spouse' | 'parent' | 'group_leader';
  readonly group?: string;
  /** Of a 党小组 that is there: who is not, joined by 、; (somebody) where no name was said. */
  readonly except?: string;
  readonly session_ref?: string;
  readonly session_no?: number;
  readonly item_no?: number;
  readonly item_ref?: string;
  readonly option?: string;
  readonly no?: number;
  readonly type?: string;
  readonly month?: string;
  readonly status?: 'present' | 'online' | 'late' | 'leave' | 'absent';
  /** Minutes; null when no number was said. */
  readonly eta_min?: number | null;
  readonly hours?: number;
  readonly qty?: number;
  /** 10-15 for a date, else the words: 下周三. */
  readonly when?: string;
  readonly until?: string;
  /** Leave for a stretch of time rather than for a day. */
  readonly span?: 'this-week' | 'next-week' | 'this-month' | 'next-month' | 'these-days';
  readonly reason_type?: LeaveReason;
  readonly entries?: readonly string[];
  readonly quoted?: true;
  readonly mention?: true;
  readonly media?: 'audio';
};

export type Understood = { readonly intent: Intent; readonly slots: Slots };
