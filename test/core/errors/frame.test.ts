import { frameOf } from '../../../core/errors/index';

test.each<[string, string, string, string]>([
  ['V8, of a named function', '    at new Spam (/home/me/app/bin/app.ts:14:3)', '/home/me/app/bin/app.ts', '14'],
  ['V8, without a name', '    at /home/me/app/bin/app.ts:14:3', '/home/me/app/bin/app.ts', '14'],
  ['V8, asynchronous', 'at async file:///home/me/my%20app/bin/app.mts:14:3', '/home/me/my app/bin/app.mts', '14'],
  ['CDK, without a name', '/home/me/app/bin/app.ts:14: (/home/me/app/bin/app.ts:14:3)', '/home/me/app/bin/app.ts', '14'],
  ['CDK, without a name, of a module', '/home/me/app/bin/app.ts:14 (:)', '/home/me/app/bin/app.ts', '14'],
  ['a folder with brackets', 'new Spam (/home/me/app (1)/bin/app.ts:14:3)', '/home/me/app (1)/bin/app.ts', '14'],
  ['a folder with brackets, without a name', '    at /home/me/app (1)/bin/app.ts:14:3', '/home/me/app (1)/bin/app.ts', '14'],
  ['a folder with brackets, as CDK has it', '/me/app (1)/app.ts:9: (/me/app (1)/app.ts:9:1)', '/me/app (1)/app.ts', '9'],
  ['a folder with a percent sign', 'at new Spam (/home/me/100% sure/app.ts:2:1)', '/home/me/100% sure/app.ts', '2'],
  ['Windows', String.raw`at new Spam (C:\me\app.ts:2:1)`, String.raw`C:\me\app.ts`, '2'],
])('a frame of %s is read', (_what, text, file, line) => {
  expect(frameOf(text)).toEqual({ file, line });
});

test.each(['at node:internal/main:1:2', '...App.synth in aws-cdk-lib...', 'new Promise (:)', 'new Promise (<anonymous>)', ''])(
  "'%s' is nobody's file",
  (text) => {
    expect(frameOf(text)).toBeUndefined();
  },
);
