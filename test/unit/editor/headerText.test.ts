import { describe, expect, it } from 'vitest';
import { headersFromText } from '../../../src/editor/headerText';

describe('headersFromText', () => {
  it('reads what OTEL_EXPORTER_OTLP_HEADERS has', () => {
    expect(headersFromText('Authorization=Bearer%20a%2Cb, x-key = v=1 ,')).toEqual({
      authorization: 'Bearer a,b',
      'x-key': 'v=1',
    });
    expect(headersFromText('')).toEqual({});
  });

  it.each(['no equals sign', 'na me=x', 'a=%zz', 'a=x%0d%0ay: z'])('refuses %j', (text) => {
    expect(headersFromText(text)).toBeNull();
  });
});
