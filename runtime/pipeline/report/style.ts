/** As the report of a rehearsal looks: the same papers and inks, light and dark by the system. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f6f7f9; --card: #fff; --ink: #1b2430; --quiet: #566273; --edge: #d9dee6; --line: #8794a6; --time: #1f5fbf; --bad: #b3261e; --bad-paper: #fdecea; --good: #136c3a; --good-paper: #e2f4e9; }
@media (prefers-color-scheme: dark) { :root { --paper: #12161c; --card: #1a2028; --ink: #e6eaf0; --quiet: #a3afbf; --edge: #323b47; --line: #6b7889; --time: #79b0ff; --bad: #ff8a80; --bad-paper: #3a1c1a; --good: #7fd8a0; --good-paper: #16301f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; font-variant-numeric: tabular-nums; }
#page { max-width: 90rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem; }
.verdict { margin: 0.25rem 0; font-weight: 600; overflow-wrap: anywhere; }
.verdict.succeeded { color: var(--good); }
.verdict.failed, .verdict.interrupted { color: var(--bad); }
.cause { margin: 0.25rem 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; }
svg { display: block; }
.line { fill: none; stroke: var(--line); stroke-width: 1.25; }
.step rect { fill: var(--card); stroke: var(--line); }
.step.done rect { fill: var(--good-paper); stroke: var(--good); }
.step.failed rect { fill: var(--bad-paper); stroke: var(--bad); }
.step.stopped rect, .step.skipped rect, .step.not-begun rect { stroke-dasharray: 4 3; }
.step text { fill: var(--ink); font-size: 12px; }
.step .name { font-weight: 600; font-size: 13px; }
.step .facts { fill: var(--quiet); }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.35rem 0.75rem; border-top: 1px solid var(--edge); vertical-align: top; white-space: nowrap; }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; }
.status.done { color: var(--good); }
.status.failed { color: var(--bad); }
.status.stopped, .status.skipped, .status.not-begun { color: var(--quiet); }
.bar { margin-top: 0.4rem; }
.bar .track { fill: var(--edge); }
.bar .time { fill: var(--time); }
`;
