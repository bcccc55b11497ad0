/** Bytes or text that are no OTLP. The message says where (`resourceSpans[0].scopeSpans[0].spans[3]`) and what. */
export class OtlpDecodeError extends Error {
  constructor(
    readonly problem: string,
    /** Where in the request; '' for the request as a whole. */
    readonly path = '',
  ) {
    super(path === '' ? problem : `${path}: ${problem}`);
    this.name = 'OtlpDecodeError';
  }

  /** The same error, seen from the message that holds `segment`. */
  within(segment: string): OtlpDecodeError {
    const separator = this.path === '' || this.path.startsWith('[') ? '' : '.';
    return new OtlpDecodeError(this.problem, `${segment}${separator}${this.path}`);
  }
}
