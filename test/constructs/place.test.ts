import { join, sep } from 'node:path';
import { lineOutside } from '../../constructs/place';

const ROOT = join(sep, 'home', 'slipway');
const frame = (...parts: string[]): string => `    at new Something (${join(...parts)}:14:5)`;

test('the line of an error is the first one outside the package, whether it runs as it is or built, with source maps or without', () => {
  const app = frame(ROOT, 'examples', 'flight-delays', 'pipeline.ts');
  for (const home of [join(ROOT, 'constructs'), join(ROOT, 'dist', 'constructs')])
    expect(
      lineOutside([frame(ROOT, 'constructs', 'pipeline', 'pipeline-step.ts'), frame(home, 'pipeline', 'sql-step.ts'), app], home),
    ).toBe(`${join(ROOT, 'examples', 'flight-delays', 'pipeline.ts')}:14`);
});

test("a folder of the user's own that is called constructs is outside", () => {
  const own = frame(ROOT, 'app', 'constructs', 'features.ts');
  expect(lineOutside([own], join(ROOT, 'dist', 'constructs'))).toBe(`${join(ROOT, 'app', 'constructs', 'features.ts')}:14`);
});
