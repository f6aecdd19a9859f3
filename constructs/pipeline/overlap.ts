/** What a run does that finds another one of its pipeline going on. */
export enum Overlap {
  /** Both go on side by side; each has rows and a record of its own. */
  ALLOW = 'allow',
  /** It waits until the other one has ended, and then runs; its waiting counts as its time. Of several that wait, any may be the next. */
  WAIT = 'wait',
  /** It ends, well, and does nothing. */
  SKIP = 'skip',
}
