/** Where a frame of a stack trace is: an absolute path, and the line in it. */
export interface Frame {
  readonly file: string;
  readonly line: string;
}

const FILE = String.raw`(file:\/\/)?(\/.*?|[A-Za-z]:[\\/].*?):(\d+)`;
/** `new Stack (/folder/app.ts:1:2)`. */
const CALLED = new RegExp(String.raw`\(${FILE}:\d+\)$`);
/** `/folder/app.ts:1:2`, where a function has no name; CDK takes that for the name: `/folder/app.ts:1: (/folder/app.ts:1:2)`, `/folder/app.ts:1 (:)`. */
const BARE = new RegExp(String.raw`^(?:at )?(?:async )?${FILE}(?::\d+| \(:\))$`);

/** Reads a frame as V8 or CDK writes it; undefined for one of Node itself, or of none. Folders may have brackets and spaces. */
export function frameOf(text: string): Frame | undefined {
  const frame = text.trim();
  const [, url, file, line] = CALLED.exec(frame) ?? BARE.exec(frame) ?? [];
  if (file === undefined || line === undefined) return undefined;
  return { file: url === undefined ? file : decoded(file), line };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
