/** The page's look, in the colours that the reader's system asks for. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f7f9; --ink: #1b1f24; --soft: #5b6570; --line: #d8dde3; --baseline: #9aa7b5; --current: #1f6feb; --bad: #b42318; --bad-paper: #fdeceb; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14171b; --card: #1d2127; --ink: #e6e9ed; --soft: #9ba6b2; --line: #323a43; --baseline: #66727f; --current: #58a6ff; --bad: #ff8a80; --bad-paper: #3a1f1e; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 32px 24px 64px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0 0 4px; font-size: 26px; line-height: 1.25; }
h2 { margin: 36px 0 8px; font-size: 17px; }
p { margin: 0 0 8px; }
.soft, .judged, dt { color: var(--soft); }
.key { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 20px 0 12px; color: var(--soft); }
.key i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 2px; vertical-align: -1px; }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 540px), 1fr)); gap: 12px; align-items: start; }
.column { min-width: 0; padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.column.drifted { border-color: var(--bad); }
.column[open] summary { margin-bottom: 8px; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.name { font-weight: 600; }
.tag { margin-left: 8px; padding: 1px 8px; border-radius: 10px; background: var(--line); font-size: 12px; }
.tag.bad { background: var(--bad-paper); color: var(--bad); }
.judged { margin-left: 8px; font-size: 13px; }
svg { display: block; width: 100%; height: auto; margin: 12px 0; }
svg text { fill: var(--soft); font-size: 11px; }
svg .bin { fill: var(--ink); font-size: 12px; text-anchor: end; }
rect.baseline { fill: var(--baseline); }
rect.current { fill: var(--current); }
dl { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 0; font-size: 13px; }
dl div { display: flex; gap: 6px; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
ul { margin: 0; padding-left: 20px; }
`;
