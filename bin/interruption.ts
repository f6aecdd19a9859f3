/** A signal that is raised by Ctrl-C, SIGTERM, or when the terminal is closed; a second Ctrl-C ends the process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    process.once('SIGINT', () => process.exit(130));
    controller.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.once('SIGHUP', stop);
  return controller.signal;
}
