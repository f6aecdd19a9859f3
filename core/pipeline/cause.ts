/**
 * What a cause that Step Functions tells says to people: of a function the message that it threw, of a job the reason that SageMaker gives for its
 * failure, else the text itself.
 */
export function causeText(cause: string): string {
  try {
    const { errorMessage, FailureReason: reason } = JSON.parse(cause) as {
      readonly errorMessage?: string;
      readonly FailureReason?: string;
    };
    return errorMessage ?? reason ?? cause;
  } catch {
    return cause;
  }
}
