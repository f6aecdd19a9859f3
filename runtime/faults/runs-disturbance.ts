/** What is different about the runs of a deployment that are due while a fault lasts: their input, their job, or what starts them. */
export interface RunsDisturbance {
  /** The input comes so many minutes after its time. */
  readonly inputMinutesLate?: number;
  /** The objects of the input are there and hold nothing. */
  readonly inputEmpty?: true;
  /** The last object of the input ends in the middle of a record. */
  readonly inputCut?: true;
  /** Records of a run's input, where it is another number than usual; one of them is broken. */
  readonly oneBrokenIn?: number;
  /** The job leaves one record out of what it writes. */
  readonly oneLeftOut?: true;
  /** The job takes so many times as long as usual. */
  readonly jobTimes?: number;
  /** How often each start is delivered; 0 where it is left out without a word. */
  readonly starts?: number;
  /** What starts the runs may not. */
  readonly startsRefused?: true;
  /** A column of the input has another name, or another type. */
  readonly inputChanged?: 'renamed' | 'retyped';
  /** The first task of the run fails so often before it works. */
  readonly taskFails?: number;
  /** What the first task of the run does is not permitted. */
  readonly taskDenied?: true;
  /** After the run, one of so many days before is run again. */
  readonly backfillDaysAfter?: number;
}
