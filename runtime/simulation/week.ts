/** Monday, 2024-01-01: minute 0 of every run. */
export const RUN_START_MILLIS = Date.UTC(2024, 0, 1);
