/** Linear memory of a module; `buffer` is another one after it grew. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** Adds pages of 64 KiB. */
  grow(pages: number): number;
}

/** As much of the JavaScript API as is used; the compiler's library for Node has no types of it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
  validate(bytes: Uint8Array): boolean;
};

/** Compiles a module when it is first asked for; the exports of every instance have memory of their own, and are the caller's to name. */
export function wasmModule(base64: string): () => object {
  let compiled: object | undefined;
  return () => {
    compiled ??= new WebAssembly.Module(bytesOf(base64));
    return new WebAssembly.Instance(compiled).exports;
  };
}

/** Whether this processor has what a module asks for: 128-bit vectors are not everywhere. */
export function runsHere(base64: string): boolean {
  return WebAssembly.validate(bytesOf(base64));
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
