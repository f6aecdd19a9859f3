// Says on stderr how much memory the process held at most, when it ends. getrusage would count what its parent held before it began.
const { readFileSync } = require('node:fs');
process.on('exit', () =>
  process.stderr.write(
    `rss_kb=${/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? process.resourceUsage().maxRSS}\n`,
  ),
);
