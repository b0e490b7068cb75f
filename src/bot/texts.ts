const afterClosing = '签到已经结束，已转支委确认，确认后计入。';
/** What a 签到 after the closing is told: it is reported and not yet counted. */
export const waitsForOfficer = { answer: afterClosing, privately: true, instead: afterClosing } as const;
