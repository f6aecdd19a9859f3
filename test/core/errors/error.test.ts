import { ERRORS, SlipwayError, throwProblems, withPlace } from '../../../core/errors/index';

test('the place follows the message in brackets, as far as it is known', () => {
  expect(withPlace('weight is -1', { path: 'Spam/Endpoint', source: 'bin/app.ts:14' })).toBe('weight is -1 (Spam/Endpoint, bin/app.ts:14)');
  expect(withPlace('weight is -1', {})).toBe('weight is -1');
});

test('all problems of one door are one error, and none is none', () => {
  expect(() => throwProblems('capacity', [])).not.toThrow();
  expect(() => throwProblems('capacity', ['one'])).toThrow(new SlipwayError('capacity', 'one'));
  expect(() => throwProblems('capacity', ['one', 'two'])).toThrow('2 problems:\n  - one\n  - two');
});

test('whose fault an error is follows from its code', () => {
  expect(new SlipwayError('capacity', 'x').blame).toBe('you');
  expect(new SlipwayError('internal', 'x').blame).toBe('us');
});

test('messages of the registry are sentences without their ends', () => {
  for (const { when, remedy } of Object.values(ERRORS)) {
    expect(when).not.toMatch(/\.$/);
    expect(remedy).not.toMatch(/\.$/);
  }
});
