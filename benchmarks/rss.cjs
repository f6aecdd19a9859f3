// Says on stderr how much memory the process held at most, when it ends.
process.on('exit', () => process.stderr.write(`rss_kb=${process.resourceUsage().maxRSS}\n`));
