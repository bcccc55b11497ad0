/** Texts without secrets that look as if they had some. Not one character of them may change. */
import { keyLike, Random } from './random';

export interface Ordinary {
  text: string;
  label: string;
}

/** `rounds` of everything; about 130 texts a round. */
export function ordinaryTexts(seed: number, rounds: number): Ordinary[] {
  const random = new Random(seed);
  return Array.from({ length: rounds }, () => [...written(), ...generated(random)]).flat();
}

/** Ids, hashes and other random text that is no secret. */
function generated(r: Random): Ordinary[] {
  const key = (template: string): string => keyLike(template, r);
  const texts: [label: string, text: string][] = [
    ['integrity near an account', `"storage-account": "1.2.3", "integrity": "sha512-${key('{B86}')}=="`],
    [
      'hash of a key',
      `The cache key ${r.hex(40)} was hit; the primary key ${r.uuid()} was not; key ${r.hex(32)}.`,
    ],
    [
      'language in a query',
      `https://example.org/a?code=${key('{A4}')}&country=DE and https://example.org/errors?code=${r.below(999)}`,
    ],
    [
      'base64 of a text',
      Buffer.from(
        `# Notes ${r.hex(7)}\n\nSet OPENAI_API_KEY=<your key>; the password is required.\n`,
      ).toString('base64'),
    ],
    ['cookies that are asked for', 'user\tTRUE\tno cookie; AUTH LOGIN; auth default required; AUTH module2'],
    [
      'links without a key',
      `https://example.org/reset-password/how-to-begin-again-2024 https://example.org/invite/team-${r.words(1)} https://example.org/products?code=SPRING-SALE-2024&ref=confirmation src/hooks/useAuthenticatedSession2.ts`,
    ],
    [
      'commands that answer nothing secret',
      `$ pass show work/db\nError: work/db is not in the password store.\n$ gh auth token\nno oauth token found\n$ op read op://a/b\n[ERROR] not signed in`,
    ],
    [
      'files and variables that are looked at',
      `$ cat src/token.ts\nexport const token2 = next();\n$ echo $KEYBOARD\nus\n$ cat tokens.txt\nfoo bar 2\n$ printenv HOME\n/home/ada2\nconcat token\nabc123 x`,
    ],
    [
      'password fields',
      `<input type="password" name="pw" value=""> <Input type="password" value={form.password} /> login with GitHub or email; enable password reset; Backup codes: none`,
    ],
    ['session in a log', `sessionId=${r.uuid()} "session_id":"${r.uuid()}" sessionid=${r.uuid()}`],
    [
      'fractions',
      `0/${r.below(99)} 1/${r.below(9999)} done, test_${r.words(1)}_${r.hex(8)} api_${r.words(1)}`,
    ],
    [
      'name and value',
      JSON.stringify([
        { name: 'model', value: key('{A24}') },
        { key: 'commit', value: r.hex(40) },
        { name: 'public_key', value: key('{A43}') },
      ]),
    ],
    [
      'message text',
      JSON.stringify({ name: 'read_file', type: 'text', text: `${r.words(3)} at commit ${r.hex(40)}` }),
    ],
    ['bytes of an image', `A${'A'.repeat(40)}${key('{A80}')}`],
    ['prose', r.words(60)],
    ['message', JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: r.words(40) }] }])],
    ['sha256', `sha256:${r.hex(64)}  dist/bundle.js`],
    ['integrity', `"integrity": "sha512-${key('{B86}')}=="`],
    ['uuid', `{"request_id":"${r.uuid()}","thread_id":"${r.uuid()}"}`],
    ['trace ids', `traceparent: 00-${r.hex(32)}-${r.hex(16)}-01`],
    [
      'git log',
      `commit ${r.hex(40)}\nAuthor: Ada <ada@example.org>\nDate:   Mon Jan 5 10:00:00 2026 +0100\n\n    ${r.words(6)}\n`,
    ],
    [
      'git diff',
      `index ${r.hex(7)}..${r.hex(7)} 100644\n--- a/src/auth/token.ts\n+++ b/src/auth/token.ts\n@@ -1,4 +1,5 @@`,
    ],
    ['call id', `{"tool_call_id":"call_${key('{A24}')}","name":"get_token_count"}`],
    ['response id', `"id":"resp_${r.hex(48)}","previous_response_id":"resp_${r.hex(48)}"`],
    [
      'completion id',
      `{"id":"chatcmpl-${key('{A29}')}","object":"chat.completion","system_fingerprint":"fp_${r.hex(10)}"}`,
    ],
    [
      'anthropic ids',
      `msg_01${key('{A22}')} toolu_01${key('{A22}')} req_01${key('{A22}')} srvtoolu_01${key('{A22}')}`,
    ],
    [
      'other ids',
      `run_${key('{A24}')} thread_${key('{A24}')} asst_${key('{A24}')} file-${key('{A22}')} batch_${r.hex(32)} ft:gpt-4o-mini:acme::${key('{A8}')}`,
    ],
    ['image', `data:image/png;base64,iVBORw0KGgo${key('{B400}')}`],
    [
      'image part',
      JSON.stringify({ type: 'image', mimeType: 'image/jpeg', data: `/9j/4AAQSkZJRg${key('{B900}')}` }),
    ],
    [
      'thinking',
      JSON.stringify({ type: 'thinking', thinking: r.words(10), signature: `EqQB${key('{B300}')}==` }),
    ],
    [
      'encrypted reasoning',
      JSON.stringify({ type: 'reasoning', encrypted_content: `gAAAAAB${key('{T400}')}` }),
    ],
    ['thought signature', JSON.stringify({ thoughtSignature: `CiQB${key('{B200}')}` })],
    ['embedding', JSON.stringify(Array.from({ length: 30 }, () => r.next() - 0.5))],
    [
      'certificate',
      `-----BEGIN CERTIFICATE-----\n${key('{B64}')}\n${key('{B64}')}\n-----END CERTIFICATE-----`,
    ],
    ['public key', `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA${key('{B43}')} ada@laptop`],
    [
      'base64 with slashes',
      `data:image/png;base64,iVBORw0KGgo${Array.from({ length: 12 }, () => key('{B60}')).join('/')}`,
    ],
    [
      'primary key',
      `The primary key is ${r.words(1)}_id, the cache key is ${r.words(2)}; the next token is ${r.words(1)}.`,
    ],
    ['key in a query', `https://example.org/list?key=${r.words(1)}&code=DE&appid=${r.below(999)}`],
    ['docker', `FROM node:22@sha256:${r.hex(64)}\n --> ${r.hex(12)}`],
    ['etag', `ETag: "${r.hex(32)}"\r\nX-Request-Id: ${r.uuid()}\r\nCF-Ray: ${r.hex(16)}-AMS`],
    ['page token', JSON.stringify({ nextPageToken: key('{T60}'), items: [] })],
    [
      'continuation',
      JSON.stringify({ NextToken: key('{B80}'), cursor: key('{T40}'), continuation_token: key('{A40}') }),
    ],
    [
      'usage',
      `{"usage":{"prompt_tokens":${r.below(9999)},"completion_tokens":${r.below(999)},"total_tokens":${r.below(9999)},"cached_tokens":0}}`,
    ],
    ['session id', `session.id=${r.uuid()} gen_ai.conversation.id=conv_${r.hex(32)}`],
    [
      'cache key',
      JSON.stringify({
        prompt_cache_key: r.hex(32),
        cacheKey: key('{A30}'),
        idempotency_key: r.uuid(),
        public_key: r.hex(64),
        partition_key: r.uuid(),
      }),
    ],
    [
      's3 key',
      JSON.stringify({ Bucket: 'data', Key: `runs/${r.uuid()}/out.json`, key: `user:${r.hex(16)}` }),
    ],
    ['url', `https://example.org/a/${r.hex(24)}?v=${r.below(99)}&utm_source=docs#section-${r.below(9)}`],
    ['url with port', `http://localhost:${3000 + r.below(999)}/@scope/pkg@1.2.${r.below(9)}/index.js`],
    ['container', `Running task-${r.hex(12)} on desk-${r.hex(20)} risk-${key('{a24}')}`],
    [
      'time',
      `2026-01-0${1 + r.below(8)}T10:${10 + r.below(49)}:00.123Z INFO token refresh done in ${r.below(99)}ms`,
    ],
    [
      'path',
      `/home/ada/.cache/huggingface/hub/models--sentence-transformers--all-MiniLM-L6-v2/snapshots/${r.hex(40)}/tokenizer.json`,
    ],
    [
      'logprobs',
      JSON.stringify({
        content: [
          {
            token: ` ${r.pick(['Hello', 'world', '2024', 'der'])}`,
            logprob: -r.next(),
            bytes: [72, 101],
            top_logprobs: [{ token: 'Hi', logprob: -1 }],
          },
        ],
      }),
    ],
    [
      'css',
      `.token { color: #${r.hex(6)}; } .hljs-keyword:hover > .password-input { width: ${r.below(99)}px }`,
    ],
    [
      'minified',
      `var a=function(e,t){return e.token=t,e.key=t.key||"id",e.secret=!0},b={password:void 0,token:null,n:${r.below(9)}};`,
    ],
    [
      'model',
      `{"model":"claude-sonnet-4-20250514","max_tokens":${r.below(9999)},"stop_token":"<|end|>","bos_token":"<s>","pad_token":"[PAD]"}`,
    ],
  ];
  return texts.map(([label, text]) => ({ label, text }));
}

/** Documents, code and data as people write them. */
function written(): Ordinary[] {
  const texts: [label: string, text: string][] = [
    ['csv', 'name,password_policy,max_tokens\nada,strict,4096\nuser,password\nbob,required\n'],
    ['csv', 'token,logprob\nhello,-0.1\nworld,-0.2\nfeature,password,token\nlogin,optional,supported'],
    [
      'table',
      '| Method | Password | API key |\n|---|---|---|\n| GitHub | yes | no |\n| GitLab | optional | Supported |\n| Gitea | not stored | required |',
    ],
    [
      'table',
      '| Parameter | Type |\n|---|---|\n| password | string |\n| api_key | string |\n\nNAME      READY   SECRET     AGE\nexample   True    web-tls    5d',
    ],
    [
      'columns',
      '{"columns":["id","password"],"rows":[[1,null],[2,""],[3,"********"]]} {"required":["user","password"],"values":["a","b"]}',
    ],
    [
      'columns',
      '[["grant_type","password"],["scope","openid"]] [["type","token"],["name","access"]] import { user, password,\n  token, secret } from "./login";',
    ],
    [
      'insert',
      "INSERT INTO users (name, password) VALUES (?, ?); INSERT INTO t (a, token) VALUES (:a, :token), ('x', NULL)",
    ],
    [
      'manifest',
      'kind: ConfigMap\ndata:\n  log_level: debug\n---\nkind: Secret\nmetadata:\n  name: db\n---\nkind: ConfigMap\ndata:\n  mode: production\n',
    ],
    [
      'manifest',
      '{"items":[{"kind":"Secret","metadata":{"name":"x"}},{"kind":"ConfigMap","data":{"mode":"production"}}]} kind: SecretStore\ndata:\n  a: plainvalue\n',
    ],
    ['manifest', 'kind: Secret\ndata:\n  password: <base64>\n  token: ${TOKEN}\nspec:\n  replicas: three\n'],
    [
      'sentences',
      'The password is required. The password is incorrect and was rejected. The password is not stored. A password is a string.',
    ],
    [
      'sentences',
      'Your password is too short; a password is hashed before it is stored. The password is case-sensitive, and the password is optional.',
    ],
    [
      'sentences',
      'password is plaintext\npassword: string\npassword: required\nPassword: Minimum\npassword: hashed\nmy password: forgotten',
    ],
    [
      'sentences',
      'Log in with password authentication, user and password fields, or use password hashing. Set the password to continue. passphrase is never sent to the server',
    ],
    [
      'sentences',
      'the password is whatever you chose; if the password is wrong, the password was changed by an admin. The passphrase is used only once per session',
    ],
    [
      'code',
      'const { password: credential } = form;\nlogin({ user: name, password: plain, token });\nself.password = plaintext\npassword: Property\n  password: encrypted,\n',
    ],
    [
      'code',
      'connect(\n    host=host,\n    password=credential,\n    user=user\n)\n--password option, --password string, docker run -u postgres:postgres img',
    ],
    [
      'sql',
      "CREATE USER ada IDENTIFIED BY :password; ALTER USER ada PASSWORD '?'; events identified by source and id",
    ],
    [
      'shell',
      'echo "$TOKEN" | docker login -u ada --password-stdin; docker login -p $PASS; curl -u "$USER" -b cookies.txt; zip -r x.zip y',
    ],
    [
      'code',
      'jwt.sign(payload, secret, { algorithm: "RS256" }); jwt.encode(claims, key, "ES256"); createHmac("sha256", secret); new HttpClient("https://example.org/v1/users/42")',
    ],
    [
      'code',
      'setPassword("password"); getToken("OPENAI_API_KEY_2"); credentials("prod/database/app-1"); apiKey(config.apiKey); export const invalidSecret = "invalid_secret";',
    ],
    [
      'code',
      "cacheWrite1hTokens: ['cache_creation_1h_tokens', 'gen_ai.usage.cache_creation.1h_input_tokens'], xmlCharKey: options.xmlCharKey ?? interfaces_js_1.XML_CHARKEY",
    ],
    [
      'elements',
      '<password type="string">required</password> <td>API key</td><td>required</td> <string name="token_label">Token</string> <key>API_KEY</key><string>$(API_KEY)</string>',
    ],
    [
      'names',
      '`fw-cache-read-token-anthropic`, access-token-in-session-storage-2, api-key-rotation-guide, secret-manager-v2',
    ],
    [
      'docs',
      'Set OPENAI_API_KEY=sk-... in your shell, or pass `api_key="sk-your-api-key-here"` to the client.',
    ],
    [
      'docs',
      'export ANTHROPIC_API_KEY=your-api-key-here\nexport GEMINI_API_KEY="<YOUR_API_KEY>"\nexport HF_TOKEN=hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    ],
    [
      'docs',
      'Authorization: Bearer <token>\nAuthorization: Bearer ${token}\nAuthorization: Bearer YOUR_API_KEY\nAuthorization: Bearer $OPENAI_API_KEY',
    ],
    [
      'docs',
      'Send the key in the `x-api-key` header; see https://docs.example.org/auth#api-key for bearer authentication.',
    ],
    [
      'docs',
      'Keys begin with `sk-ant-`, `sk-proj-`, `ghp_`, `hf_`, `AIza` or `xoxb-`. Private keys begin with -----BEGIN PRIVATE KEY-----.',
    ],
    ['docs', 'Paste it:\n-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\nand save.'],
    [
      'docs',
      'Basic authentication sends user and password; Bearer tokens are better. The Basic plan has no tokens.',
    ],
    [
      'docs',
      'postgresql://user:password@localhost:5432/mydb or postgres://<user>:<password>@<host>/<db> or redis://:${REDIS_PASSWORD}@cache',
    ],
    [
      'docs',
      'Run `tool --api-key KEY --token <token> --password PASSWORD`; the --password flag is optional, --token takes a string.',
    ],
    [
      'docs',
      'Password: must be at least 8 characters, with one digit. Secret: keep it. Token: a short piece of text.',
    ],
    [
      'docs',
      'password_reset: sends a mail. The password reset link expires. Forgot your password? token_count = 42',
    ],
    [
      'docs',
      '| api_key | string | Your API key |\n| token | string | The access token |\n| password | string | optional |',
    ],
    [
      'docs',
      'The secret: there is none. The key: practise. Cookie: a small file that sites store. Authorization: required for all routes.',
    ],
    [
      'schema',
      JSON.stringify({
        type: 'object',
        properties: {
          username: { type: 'string' },
          password: { type: 'string', description: "The user's password" },
          api_key: { type: 'string' },
          token: { type: 'string', minLength: 8 },
        },
        required: ['username', 'password', 'api_key', 'token'],
      }),
    ],
    [
      'schema',
      JSON.stringify({
        name: 'login',
        parameters: {
          properties: {
            secret: { $ref: '#/definitions/Secret' },
            authorization: { type: 'string', enum: ['Bearer', 'Basic'] },
          },
          additionalProperties: false,
        },
      }),
    ],
    [
      'schema',
      JSON.stringify({
        securitySchemes: {
          ApiKeyAuth: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
          bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        },
      }),
    ],
    [
      'schema',
      JSON.stringify({
        tools: [
          {
            type: 'function',
            function: {
              name: 'rotate_secret',
              description: 'Rotates the client secret: returns a new one',
              parameters: { properties: { client_secret: { type: 'string' } } },
            },
          },
        ],
      }),
    ],
    [
      'labels',
      JSON.stringify({
        password: 'Password',
        secret: 'Secret',
        'login.password': 'Enter your password',
        token: 'Token',
        apiKey: 'API key',
      }),
    ],
    [
      'labels',
      JSON.stringify({
        errors: {
          password: 'Password is too short',
          token: 'invalid',
          api_key: 'required',
          authorization: 'missing',
        },
      }),
    ],
    [
      'values',
      '{"password":null,"token":false,"secret":true,"api_key":0,"max_tokens":4096,"access_token":"","cookie":"***","client_secret":"<redacted>"}',
    ],
    [
      'values',
      '{"password":"********","api_key":"$OPENAI_API_KEY","token":"${{ secrets.GITHUB_TOKEN }}","secret":"{{ vault.secret }}","authorization":"Bearer ${token}"}',
    ],
    [
      'values',
      '{"api_key":"your-api-key","password":"changeme","secret":"your_secret_here","token":"xxxxxxxxxxxxxxxxxxxx"}',
    ],
    ['values', '{\\"password\\":\\"\\",\\"api_key\\":\\"***\\",\\"token\\":null}'],
    ['values', 'api_key=None, token=undefined, password=null, secret=False, authorization="none"'],
    [
      'typescript',
      'interface Login { username: string; password: string; token?: string; apiKey: string | undefined; secret: Buffer }',
    ],
    [
      'typescript',
      'const token = await getToken(); const apiKey = process.env.OPENAI_API_KEY; const password = form.password.value;',
    ],
    [
      'typescript',
      'if (password !== confirmation) throw new Error("password mismatch"); this.token = token; const { secret } = options;',
    ],
    [
      'typescript',
      "headers: { Authorization: `Bearer ${token}`, 'x-api-key': apiKey, cookie: request.headers.cookie }",
    ],
    [
      'typescript',
      'export const tokenizer = (text: string): Token[] => text.split(/\\s+/).map((token, index) => ({ token, index }));',
    ],
    [
      'typescript',
      'schema = z.object({ password: z.string().min(8), apiKey: z.string().optional(), token: z.string().uuid() })',
    ],
    [
      'python',
      'api_key = os.environ["OPENAI_API_KEY"]\ntoken = os.getenv("HF_TOKEN", "")\npassword = getpass.getpass("Password: ")',
    ],
    [
      'python',
      'password_field = get_password()\ntokenizer = load()\ntoken_count=12\npassword=password\npassword=db_password\napi_key=settings.api_key\n',
    ],
    [
      'python',
      'def login(username: str, password: str, token: Optional[str] = None, api_key: str = ""):\n    self.password = password',
    ],
    [
      'python',
      'client = OpenAI(api_key=api_key, base_url=base_url)\nconn = connect(user=user, password=password, host=host)\n',
    ],
    [
      'python',
      'token = tokens[i]; key = keys[0]; secret = secrets.token_hex(32); access_token = response.json()["access_token"]',
    ],
    [
      'python',
      'password = settings.DB_PASSWORD; auth = HTTPBasicAuth(user, password); cookies = session.cookies.get_dict()',
    ],
    [
      'python',
      'parser.add_argument("--api-key", help="API key"); parser.add_argument("--password", default=None)',
    ],
    [
      'python',
      'next_token = logits.argmax(dim=-1); eos_token = tokenizer.eos_token; pad_token = "<pad>"; sep_token="[SEP]"',
    ],
    [
      'sql',
      'SELECT id, password_hash, api_key FROM users WHERE token = ? AND secret = $1 AND password = :password;',
    ],
    [
      'sql',
      'CREATE TABLE users (id uuid PRIMARY KEY, password text NOT NULL, token varchar(64), secret_name text);',
    ],
    [
      'yaml',
      'env:\n  - name: OPENAI_API_KEY\n    valueFrom:\n      secretKeyRef:\n        name: openai\n        key: api-key\n',
    ],
    [
      'yaml',
      "password: ${DB_PASSWORD}\ntoken: !vault\nsecret: \"{{ lookup('env', 'SECRET') }}\"\napi_key: $API_KEY\nmax_tokens: 1024\n",
    ],
    [
      'yaml',
      'jobs:\n  test:\n    env:\n      GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n      NPM_TOKEN: ${{ secrets.NPM_TOKEN }}\n',
    ],
    [
      'shell',
      'curl -H "Authorization: Bearer $TOKEN" -H "x-api-key: $KEY" -u "$USER:$PASS" https://api.example.org',
    ],
    [
      'shell',
      'docker run -u 1000:1000 -p 8080:80 -e API_KEY nginx:1.27 && mkdir -p src/secrets && git push -u origin main',
    ],
    [
      'shell',
      'TOKEN=$(gh auth token) PASSWORD=$(pass show db) make deploy; unset OPENAI_API_KEY; echo $SECRET_KEY',
    ],
    ['shell', 'grep -rn "api_key\\|password=" src/ | head; export PASSWORD; : "${API_KEY:?set API_KEY}"'],
    [
      'error',
      'openai.AuthenticationError: Error code: 401 - {"error": {"message": "Incorrect API key provided: sk-abc***xyz.", "code": "invalid_api_key"}}',
    ],
    [
      'error',
      'Error: 401 Unauthorized: invalid x-api-key; www-authenticate: Bearer realm="api", error="invalid_token"',
    ],
    [
      'error',
      "KeyError: 'OPENAI_API_KEY'\nValueError: token: unexpected token < in JSON at position 0\nSyntaxError: missing ) after token",
    ],
    [
      'log',
      'level=info msg="token refreshed" user=ada attempts=3 token_type=bearer expires_in=3600 key_id=1 auth=true password_changed=false',
    ],
    [
      'attributes',
      '{"gen_ai.usage.input_tokens":1200,"gen_ai.token.type":"input","gen_ai.request.max_tokens":4096,"auth.method":"password"}',
    ],
    [
      'code names',
      'MAX_TOKENS=4096 TOKENIZERS_PARALLELISM=false SECRET_NAME=prod/db KEY_PREFIX=user PASSWORD_MIN_LENGTH=12 AUTH_TYPE=basic',
    ],
    [
      'dependencies',
      'sk-learn-contrib==0.1 scikit-learn==1.5.2 npm_config_registry=https://registry.npmjs.org/ xai-sdk==1.0.0 hf_transfer==0.1.8 gh_md_to_html',
    ],
    [
      'arns',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db/password-AbCdEf arn:aws:iam::123456789012:role/token-reader',
    ],
    [
      'headers',
      'access-control-allow-headers: authorization, x-api-key, content-type\nvary: cookie, authorization\nset-cookie2: none',
    ],
    [
      'lists',
      '["authorization","cookie","x-api-key","set-cookie","proxy-authorization"] ("api_key", "password", "token")',
    ],
    [
      'recipes',
      '{"cookie":"chocolate chip","secret":"the secret ingredient is love","key":"C major","token":"a token of thanks"}',
    ],
    [
      'redacted',
      'OPENAI_API_KEY=(redacted:openai-api-key) postgres://app:(redacted:url-password)@db/prod {"token":"(redacted:token)"}',
    ],
    [
      'urls',
      'https://example.org/a:b@c https://web.archive.org/web/2020/https://example.org/@user ftp://anonymous@ftp.example.org/pub mailto:ada@example.org',
    ],
    [
      'names',
      'Password manager: 1Password. Keys: https://pypi.org/project/python-dotenv/ — pypi-attestations, npm_package_version, sk_SK locale',
    ],
    [
      'conversation',
      'User: how do I rotate an API key? Assistant: Open Settings > API keys, click "Rotate", copy the new key: it is shown once.',
    ],
    [
      'conversation',
      'Which token is next? The basic idea: access tokens are short-lived, refresh tokens: long-lived. Bearer of bad news.',
    ],
    [
      'mysql',
      'mysql -u root -p app < dump.sql; sshpass -p "$PW" ssh host; redis-cli -a "$REDIS_PASSWORD" ping',
    ],
    [
      'regex',
      '/(?:api[_-]?key|secret|token)["\']?\\s*[:=]\\s*["\']?([A-Za-z0-9_-]{16,})/ and "password\\s*=\\s*(\\S+)"',
    ],
    [
      'declarations',
      'declare function isComma(token: CommentOrToken): token is CommaToken$1; INVALID_PASSWORD = "invalidUserNameOrPassword"; "MSI_SECRET": "MSI_SECRET"',
    ],
    [
      'documentation',
      'The method identified by `algorithm` ends with an error identified by `ERR_INVALID_CHAR`, see `Bearer Token`: https://tools.example.org/html/rfc6750',
    ],
    [
      'codes that let nobody in',
      'exit code is 137, the status code is 40412; your order number is 483920; your zip code is 90210; the verification code is sent by mail: enter the 6-digit code. The led pin is 13; pin: 4, verification code in src/verify.ts:1204. Your code is 1500 lines long. The access code path. otp: number',
    ],
    [
      'tests',
      '| test | pass | fail |\n|---|---|---|\n| unit | 120/122 | 2 |\n| e2e | 98.25% | 1 |\n| all | 1204.5ms | 0 |',
    ],
    [
      'keys and formats',
      `gpg: using RSA key 721BA3E9F0CC0E68548F80159A9CC624C40280D9; headers={"Authorization": f"Bearer {token}"}; render_shouldReturn404WhenUserIsNotFoundInTheDatabase2 cursor_abc root:x:0:0:root:/root:/bin/bash; Enter your password:\n\nPlease wait; connect("a", "b", "c"); cat <<< "$TOKEN"; this is your 2nd code`,
    ],
    [
      'sessions',
      'session=ses_01HXAbCdEfGhJkMnPq SID=12 Authorization: only for admins; app password: must have been lost; authorization: Bearer tokens are opaque; child.expect("password:")\nchild.sendline(password)',
    ],
    ['headers', 'API_KEY_HEADER=X-Api-Key AUTH_TOKEN_HEADER=X-Auth-Token'],
    [
      'sections',
      '{"data":{"key":"ArrowDown"},"jwt":{"key":"kid-2024-01"},"storage":{"key":"user:42:profile"}}\nitems:\n  key: primary_2024\n',
    ],
    ['packages', '"secretlint-rule-privatekey": "^10.2.2", "secretlint-rule-1password": "~4.1.0"'],
    ['japanese', '{"pass":"ドキュメントには少なくとも1つのmainランドマークがあります"}'],
    ['login', 'Login: 2026-01-01T10:00:23Z, credentials are missing for admin. Last login: Mon 10:00:01'],
    ['portuguese', 'A senha é obrigatória. A senha é necessaria. La contraseña es requerida.'],
    [
      'html',
      '<input type="password" name="password" placeholder="Password" autocomplete="current-password"><label for="token">Token</label>',
    ],
    [
      'i18n',
      '{"password":"Passwort","token":"Schlüssel","login":{"password":"Contraseña","secret":"Geheimnis?"}}',
    ],
  ];
  return texts.map(([label, text]) => ({ label, text }));
}
