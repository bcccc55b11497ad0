import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../src/redaction/secrets';

const MEGABYTE = 1_000_000;
/** Ten times and more of what it takes, for a busy machine; what is quadratic takes minutes. */
const BUDGET_MS = 5_000;

const PIECES = [
  'a', '-', '_', '=', '\\', '1', '>', 'sk-', 'sk-a', 'pa-', 'pa-a', 'xoxb-', 'SG.', 'SK0', 'AKIA', 'eyJ', 'eyJ-', 'eyJaaaaaaaaaaaa.eyJ',
  'aaaaaaaaaaaaaaaaaaaa.', 'MAAAAAAAAAAAAAAAAAAAAAAA.', '12345678:', 'hooks.slack.com/services/', 'LS0tLS1CRUdJTi',
  '-----BEGIN ', '-----BEGIN PRIVATE KEY-----', 'PRIVATE KEY-----', '"password":"', 'password:', 'password=', 'password:"\\"',
  '"password\\":"', '\\\\"password\\\\":', '"', '\\"', '"\'`', 'token=', 'token:', '"token":[', 'token:["a",', '"a",', 'cookie:', 'cookie: a=',
  'authorization:', 'authorization: Bearer ', 'auth=("a","', 'api key: ', 'name="password" value', '<password>', '://a:a:a:', '://a:a', 'x://a:a@',
  '@tcp(', 'a:@tcp(', 'Bearer ', 'Bearer a', 'Basic aaaa', '--a ', '--password ', ' -u a:', ' mysql -pabcd', '%3', 'password%22%3A%22', '&quot;a',
  '\\u0022a:', 'password ', 'password is ',
]; // prettier-ignore

describe('findSecrets', () => {
  it.each(PIECES)('takes linear time for a megabyte of %j', (piece) => {
    const text = piece.repeat(Math.ceil(MEGABYTE / piece.length));
    const start = performance.now();
    findSecrets(text);
    expect(performance.now() - start).toBeLessThan(BUDGET_MS);
  });
});
