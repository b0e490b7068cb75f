// What a branch decides by ballot: elections, admission, appraisal, discipline.
const decidedByBallot = /表决|票决|选举|换届|候选|接收|吸收|发展对象|预备党员|转正|民主评议|评优|处分|除名/u;

/** Whether a topic or an item of an agenda is decided by a formal vote, which is taken in the meeting and never in a chat. */
export const isFormalMatter = (text: string): boolean => decidedByBallot.test(text);
