import { describe, expect, it } from 'vitest';
import { CONTEXTS } from '../../../src/redaction/contexts';
import { findSecrets } from '../../../src/redaction/secrets';
import { keyLike, Random } from '../../bench/redaction/random';

/** Characters: what is linear takes milliseconds, what is quadratic runs into the test's time limit. */
const LENGTH = 250_000;

const PIECES = [
  'a', '-', '_', '=', '\\', '1', '>', 'sk-', 'sk-a', 'pa-', 'pa-a', 'xoxb-', 'SG.', 'SK0', 'AKIA', 'eyJ', 'eyJ-', 'eyJaaaaaaaaaaaa.eyJ',
  'aaaaaaaaaaaaaaaaaaaa.', 'MAAAAAAAAAAAAAAAAAAAAAAA.', '12345678:', 'hooks.slack.com/services/', 'LS0tLS1CRUdJTi',
  '-----BEGIN ', '-----BEGIN PRIVATE KEY-----', 'PRIVATE KEY-----', '"password":"', 'password:', 'password=', 'password:"\\"',
  '"password\\":"', '\\\\"password\\\\":', '"', '\\"', '"\'`', 'token=', 'token:', '"token":[', 'token:["a",', '"a",', 'cookie:', 'cookie: a=',
  'authorization:', 'authorization: Bearer ', 'auth=("a","', 'api key: ', 'name="password" value', '<password>', '://a:a:a:', '://a:a', 'x://a:a@',
  '@tcp(', 'a:@tcp(', 'Bearer ', 'Bearer a', 'Basic aaaa', '--a ', '--password ', ' -u a:', ' mysql -pabcd', '%3', 'password%22%3A%22', '&quot;a',
  '\\u0022a:', 'password ', 'password is ', 'key is ', 'key is a', 'Digest ', 'Digest response=', '?key=', 's.', 'bot', '1//0', '~', '.aaaaaa.',
  'Private-Lines: 1 ', 'MIIEaaIBAAKB', '---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----', 'AKIAAAAAAAAAAAAAAAA7 ', 'password("', 'x://aaaaaaaaaaaaaaaaaaaaaa', '?code=a', '"value":"',
  '"name":"a","value":"', 'API key ', 'API key || ', 'пароль: ', '<a b="c">a', 'password:{', '%25', '%253Da', 'password=Some("', '"kty",', 'echo a | ', 'curl -u ', 'account',
  'password,a\n', 'a,password\n', 'password,', 'password\ta\n', '| password | a |\n', '|password', 'a  PASSWORD  b\n', 'password,a\\n', '"password",', '["password","a"],', '["a","password"],"rows":[["a","b"]],', '[["a","password"],',
  'kind: Secret\n', 'kind: Secret,', 'kind: Secret\ndata:\n  a: b\n', '{"kind":"Secret",', '"data":{"a":"b"},"kind":"Secret",', 'kind: Secret\\n', 'insert into a (password) values (', "insert into a (password) values ('a'),", "insert into a (password) values ('a\\'",
  'password is correct horse ', 'password for a b ', 'password to ', 'user a password ', 'abandon ', 'phrase abandon ', '%3A%2F%2Fa%3Aa',
  ...CONTEXTS.flatMap(({ word }) => [word, `${word} `, `${word} 'a`]),
]; // prettier-ignore

describe('findSecrets', () => {
  it('does not run out of stack in a run of 16 MB, and finds what lies in it', () => {
    const key = keyLike('ghp_{A36}', new Random(5));
    const long = 'a.'.repeat(4_000_000);
    expect(findSecrets(`eyJ${'a'.repeat(16_000_000)}`)).toEqual([]);
    expect(findSecrets(`${long}${key}/${long}`)).toMatchObject([
      { start: long.length, end: long.length + key.length, kind: 'github-token' },
    ]);
  });

  it.each(PIECES)('takes linear time for a long text of %j', (piece) => {
    expect(findSecrets(piece.repeat(Math.ceil(LENGTH / piece.length)))).toBeInstanceOf(Array);
  });
});
