declare module 'asl-validator' {
  interface Problem {
    readonly path?: string;
    readonly instancePath?: string;
    readonly message?: string;
    readonly Message?: string;
    readonly 'Error code'?: string;
  }
  function validate(
    definition: unknown,
    options?: { readonly checkPaths?: boolean; readonly checkArn?: boolean },
  ): { readonly isValid: boolean; readonly errors?: readonly Problem[] | null };
  export = validate;
}
