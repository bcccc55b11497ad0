import { looksRandom } from './values';

/** Characters of which what is inside a key has one: runs without it need no further look. */
export const INSIDE_SIGNS = ['.', '~', '-', '+', ':', 'Q', '_'] as const;
export type InsideSign = (typeof INSIDE_SIGNS)[number];

/**
 * Keys that are known by their shape wherever they stand. The shapes follow what the issuers document and what the
 * public rule sets of secret scanners agree on; lengths are lower bounds on purpose, for issuers lengthen their keys,
 * and a body that does not look random is no key (`sk-your-key-goes-here`).
 */
export interface Rule {
  /** Names what was found. */
  kind: string;
  /**
   * Every match has one of these where a word begins, be it at its own beginning (`sk-`) or further in (`us`, after
   * the `-` of a Mailchimp key). At least two characters, and rare in ordinary text.
   */
  starts: readonly string[];
  /** Of a key that has no such beginning: what every match has instead. */
  inside: { sign: InsideSign; pattern: RegExp } | null;
  /** Global; linear in time. A capture group is the body to judge. */
  pattern: RegExp;
  /** Whether the body is one of a key and not of an example. */
  accept: (body: string) => boolean;
  /**
   * A template of one: `{A20}` stands for 20 letters and digits, `{T…}` also `-` and `_`, `{h…}` hex digits,
   * `{U…}` capitals and 2-7, `{d…}` digits, `{B…}` base64. Written out, it would alarm every scanner that reads this.
   */
  example: string;
}

const random = (body: string): boolean => looksRandom(body, 12) && !MASK.test(body);
const MASK = /x{8}/i;
/** For keys that may be of letters only. */
const varied = (body: string): boolean => new Set(body).size > 11;
/** Hashes of builds and files are hexadecimal. */
const mixed = (body: string): boolean => random(body) && /[A-Z]/.test(body) && /[a-z]/.test(body);
/** Names in code have capitals and now and then a number. */
const drawn = (body: string): boolean => mixed(body) && (body.match(/\d+/g) ?? []).length > 3;
const anyBody = (): boolean => true;

/** In the order in which they name a key that several of them match. */
export const RULES: Rule[] = [
  rule('anthropic-api-key', 'sk-ant-', /sk-ant-(?:[a-z]+\d\d-)?([\w-]{16,})/, 'sk-ant-api03-{T93}AA'),
  rule('openrouter-api-key', 'sk-or-', /sk-or-(?:v\d-)?([\w-]{16,})/, 'sk-or-v1-{h64}'),
  rule('langfuse-secret-key', 'sk-lf-', /sk-lf-([\w-]{16,})/, 'sk-lf-{h8}-{h4}-{h4}-{h4}-{h12}'),
  rule('langfuse-public-key', 'pk-lf-', /pk-lf-([\w-]{16,})/, 'pk-lf-{h8}-{h4}-{h4}-{h4}-{h12}'),
  rule(
    'openai-api-key',
    'sk-',
    /sk-(?:proj|svcacct|admin|service)-([\w-]{16,})/,
    'sk-proj-{T74}T3BlbkFJ{T74}',
  ),
  rule('openai-api-key', 'sk-', /sk-([A-Za-z0-9]{18,})(?![\w-])/, 'sk-{A20}T3BlbkFJ{A20}'),
  rule('api-key', 'sk-', /sk-(?:[A-Za-z0-9]{2,20}[-_]){0,4}([A-Za-z0-9]{16,})/, 'sk-acme-live-{A32}'),
  rule('google-api-key', 'AIza', /AIza([\w-]{20,})/, 'AIza{T35}'),
  rule('google-oauth-token', 'ya29.', /ya29\.(?:[a-z]\.)?([\w-]{20,}(?:\.[\w-]+)*)/, 'ya29.a0{T120}'),
  rule('google-client-secret', 'GOCSPX-', /GOCSPX-([\w-]{20,})/, 'GOCSPX-{T28}'),
  rule('groq-api-key', 'gsk_', /gsk_([A-Za-z0-9]{20,})/, 'gsk_{A52}'),
  rule('hugging-face-token', 'hf_', /hf_([A-Za-z0-9]{20,})/, 'hf_{A34}', varied),
  rule('hugging-face-token', 'api_org_', /api_org_([A-Za-z0-9]{20,})/, 'api_org_{A34}', varied),
  rule('replicate-api-token', 'r8_', /r8_([A-Za-z0-9]{20,})/, 'r8_{A37}'),
  rule('xai-api-key', 'xai-', /xai-([A-Za-z0-9]{20,})/, 'xai-{A80}'),
  rule('perplexity-api-key', 'pplx-', /pplx-([A-Za-z0-9]{20,})/, 'pplx-{A48}'),
  rule(
    'langsmith-api-key',
    'lsv2_ ls__',
    /(?:lsv2_(?:pt|sk)_|ls__)([A-Za-z0-9_]{20,})/,
    'lsv2_pt_{h32}_{h10}',
  ),
  rule('tavily-api-key', 'tvly-', /tvly-(?:[a-z]{3,5}-)?([\w-]{16,})/, 'tvly-dev-{A32}'),
  rule('pinecone-api-key', 'pcsk_', /pcsk_([A-Za-z0-9_]{20,})/, 'pcsk_{A6}_{A63}'),
  rule('nvidia-api-key', 'nvapi-', /nvapi-([\w-]{20,})/, 'nvapi-{T64}'),
  rule('fireworks-api-key', 'fw_', /fw_([A-Za-z0-9]{20,})/, 'fw_{A24}'),
  rule('cerebras-api-key', 'csk-', /csk-([a-z0-9]{32,})/, 'csk-{a48}'),
  rule('voyage-api-key', 'pa-', /pa-([A-Za-z0-9_-]{40,})/, 'pa-{A43}'),
  rule('firecrawl-api-key', 'fc-', /fc-([0-9a-f]{32})(?![\w-])/, 'fc-{h32}'),
  rule('e2b-api-key', 'e2b_', /e2b_([0-9a-f]{32,})/, 'e2b_{h40}'),
  rule('jina-api-key', 'jina_', /jina_([\w-]{30,})/, 'jina_{h32}{T28}'),
  rule('posthog-api-key', 'phc_ phx_', /ph[cx]_([\w-]{30,})/, 'phx_{A44}'),
  rule('vercel-token', 'vcp_ vci_ vcr_ vca_ vck_', /v(?:c[pira]|ck)_([A-Za-z0-9]{24,})/, 'vcp_{A56}'),

  rule('github-token', 'gho_ ghp_ ghr_ ghs_ ghu_', /gh[oprsu]_([A-Za-z0-9]{20,})/, 'ghp_{A36}'),
  rule('github-token', 'github_pat_', /github_pat_(\w{22,})/, 'github_pat_{A22}_{A59}'),
  rule(
    'gitlab-token',
    'glpat- gldt- glft- glrt- glptt- glcbt- glsoat- glagent- gloas- glimt- glffct- glwt-',
    /gl(?:pat|dt|ft|rt|ptt|cbt|soat|agent|oas|imt|ffct|wt)-([\w.-]{20,})/,
    'glpat-{T20}',
  ),
  rule('npm-token', 'npm_', /npm_([A-Za-z0-9]{20,})/, 'npm_{A36}'),
  rule('pypi-token', 'pypi-', /pypi-([\w-]{20,})/, 'pypi-AgEIcHlwaS5vcmc{T70}'),
  rule('docker-token', 'dckr_', /dckr_(?:pat|oat)_([\w-]{20,})/, 'dckr_pat_{T27}'),
  rule(
    'slack-token',
    'xox xapp-',
    /(?:xox[a-z](?:\.xox[bp])?|xapp)-([A-Za-z0-9-]{16,})/,
    'xoxb-{d12}-{d13}-{A24}',
  ),
  rule(
    'slack-webhook',
    'hooks.slack',
    /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/([A-Za-z0-9+/]{20,})/,
    'hooks.slack.com/services/T{U8}/B{U10}/{A24}',
  ),
  rule(
    'discord-webhook',
    'api/',
    /api\/(?:v\d{1,2}\/)?webhooks\/\d{15,20}\/([\w-]{40,})/,
    'api/webhooks/{d19}/{T68}',
  ),
  rule(
    'teams-webhook',
    'IncomingWebhook/ webhookb2/',
    /IncomingWebhook\/([0-9a-f]{32}\/[0-9a-f-]{36}(?:\/[\w-]{20,})?)/,
    'IncomingWebhook/{h32}/{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule(
    'zapier-webhook',
    'hooks/',
    /hooks\/catch\/(\d{5,12}\/[a-z0-9]{6,})/,
    'hooks/catch/{d8}/{a10}',
    anyBody,
  ),
  rule(
    'feishu-webhook',
    'bot/v2',
    /bot\/v2\/hook\/([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'bot/v2/hook/{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule('ifttt-key', 'with/key', /with\/key\/([\w-]{20,})/, 'with/key/{T22}'),
  rule(
    'discord-bot-token',
    ['.', /\.[\w-]{6}\./],
    /[MNO][A-Za-z0-9_-]{22,30}\.[\w-]{6}\.([\w-]{25,})/,
    'MT{A24}.{T6}.{T38}',
  ),
  rule(
    'telegram-bot-token',
    [':', /\d:A[A-Z]/],
    /(?:bot)?(?<!\d)\d{8,12}:A[A-Z][\w-]{32,34}(?![\w-])/,
    '{d10}:AA{T33}',
  ),
  rule('stripe-api-key', 'sk_ rk_', /[sr]k_(?:live|test|prod)_([A-Za-z0-9]{12,})/, 'sk_live_{A24}'),
  rule('stripe-webhook-secret', 'whsec_', /whsec_([A-Za-z0-9+/=]{20,})/, 'whsec_{A32}'),
  rule('meta-access-token', 'EAA IGQV', /(?:EAA|IGQV)([A-Za-z0-9]{80,})/, 'EAA{A180}'),
  rule('square-token', 'sq0 EAAA', /(?:sq0(?:atp|csp)-|EAAA[A-Za-z])([\w-]{22,})/, 'sq0atp-{T22}'),
  rule('twilio-api-key', 'SK', /SK([0-9a-f]{32})(?![A-Za-z0-9])/, 'SK{h32}'),
  rule('sendgrid-api-key', 'SG.', /SG\.([\w-]{16,}\.[\w-]{16,})/, 'SG.{T22}.{T43}'),
  rule('mailgun-api-key', 'key-', /key-([0-9a-f]{32})(?![A-Za-z0-9])/, 'key-{h32}'),
  rule('mailgun-api-key', 'pubkey-', /pubkey-([0-9a-f]{32})(?![A-Za-z0-9])/, 'pubkey-{h32}'),
  rule(
    'mailgun-api-key',
    ['-', /[0-9a-f]-[0-9a-f]{8}-[0-9a-f]{8}/],
    /([0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8})(?![\w-])/,
    '{h32}-{h8}-{h8}',
  ),
  rule('mailchimp-api-key', 'us', /([0-9a-f]{32})-us\d{1,2}(?!\w)/, '{h32}-us21'),
  rule('digitalocean-token', 'dop_v1_ doo_v1_ dor_v1_', /do[por]_v1_([0-9a-f]{32,})/, 'dop_v1_{h64}'),
  rule('databricks-token', 'dapi', /dapi([0-9a-f]{32})(?:-\d)?(?![A-Za-z0-9])/, 'dapi{h32}'),
  rule('azure-client-secret', ['~', /\dQ~/], /([\w.~-]{3}\dQ~[\w.~-]{31,34})(?![\w.~-])/, '{A3}8Q~{T34}'),
  rule(
    'azure-api-key',
    ['Q', /JQQJ99/],
    /([A-Za-z0-9]{30,60}JQQJ99[A-Za-z0-9]{4,32})(?![A-Za-z0-9])/,
    '{A52}JQQJ99BBACYeBjFXJ3w3AAABACOG{A4}',
  ),
  rule(
    'azure-storage-key',
    ['+', /\+A(?:St|RM|CD|Zy|MC)/],
    /([A-Za-z0-9+/]{76}\+A(?:St|RM|CD)[A-Za-z0-9+/]{6}==)/,
    '{B76}+ASt{A6}==',
  ),
  rule(
    'aws-access-key-id',
    'AKIA ASIA ABIA ACCA A3T',
    /(?:A3T[A-Z0-9]|A(?:KI|SI|BI|CC)A)([A-Z0-9]{16})(?![A-Za-z0-9])/,
    'AKIA{U16}',
    anyBody,
  ),
  rule(
    'aws-bedrock-api-key',
    'ABSK bedrock-api-key-',
    /(?:ABSK|bedrock-api-key-)([A-Za-z0-9+/]{40,}={0,2})/,
    'ABSK{B120}',
  ),
  rule('hashicorp-vault-token', 's.', /s\.([A-Za-z0-9]{24})(?![\w.-])/, 's.{A24}'),
  rule('hashicorp-vault-token', 'hvs. hvb. hvr.', /hv[sbr]\.([\w-]{20,})/, 'hvs.{T92}'),
  rule('terraform-token', 'atlasv1', /[A-Za-z0-9]{14}\.atlasv1\.([\w=-]{40,})/, '{A14}.atlasv1.{T67}'),
  rule(
    'doppler-token',
    'dp.',
    /dp\.(?:pt|st|ct|sa|said|scim|audit)\.(?:[\w-]+\.)?([A-Za-z0-9]{30,})/,
    'dp.pt.{A43}',
  ),
  rule('1password-token', 'ops_eyJ', /ops_eyJ([A-Za-z0-9+/_-]{40,}={0,3})/, 'ops_eyJ{B250}'),
  rule('age-secret-key', 'AGE-SECRET-KEY-1', /AGE-SECRET-KEY-1([A-Z0-9]{40,})/, 'AGE-SECRET-KEY-1{U58}'),
  rule('shopify-token', 'shp', /shp(?:at|ca|pa|ss)_([0-9a-fA-F]{32})/, 'shpat_{h32}'),
  rule('linear-api-key', 'lin_', /lin_(?:api|oauth)_([A-Za-z0-9]{32,})/, 'lin_api_{A40}'),
  rule('notion-token', 'ntn_ secret_', /(?:ntn_|secret_)([A-Za-z0-9]{40,})/, 'ntn_{d11}{A35}'),
  rule('figma-token', 'figd_ figo_ figu_ figr_', /fig[dour]_([\w-]{30,})/, 'figd_{T40}'),
  rule('postman-api-key', 'PMAK-', /PMAK-([0-9a-f]{24}-[0-9a-f]{34})/, 'PMAK-{h24}-{h34}'),
  rule('pulumi-token', 'pul-', /pul-([0-9a-f]{40})/, 'pul-{h40}'),
  rule('grafana-token', 'glsa_ glc_', /gl(?:sa|c)_([A-Za-z0-9+/_=]{32,})/, 'glsa_{A32}_{h8}'),
  rule('new-relic-key', 'NRAK- NRII- NRJS-', /NR(?:AK|II|JS)-([A-Za-z0-9-]{19,})/, 'NRAK-{U27}'),
  rule('sentry-token', 'sntry', /sntry[su]_([A-Za-z0-9+/_=]{40,})/, 'sntryu_{h64}'),
  rule('supabase-token', 'sbp_ sb_secret_', /(?:sbp|sb_secret)_([A-Za-z0-9_-]{20,})/, 'sbp_{h40}'),
  rule('planetscale-token', 'pscale_', /pscale_(?:tkn|pw|oauth)_([\w.=-]{30,})/, 'pscale_pw_{T43}'),
  rule('dropbox-token', 'sl.', /sl\.([\w-]{60,})/, 'sl.{T135}'),
  rule('atlassian-token', 'ATATT3 ATCTT3', /AT(?:ATT|CTT)3([\w=-]{40,})/, 'ATATT3{T180}={U8}'),
  rule('airtable-token', 'pat', /pat[A-Za-z0-9]{14}\.([0-9a-f]{64})/, 'pat{A14}.{h64}'),
  rule('openai-session-token', 'sess-', /sess-([A-Za-z0-9]{32,})/, 'sess-{A40}'),
  rule(
    'aws-session-token',
    'IQoJb3JpZ2lu FwoGZXIvYXdz',
    /(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)([A-Za-z0-9+/]{60,}={0,2})/,
    'IQoJb3JpZ2luX2Vj{B300}',
  ),
  rule('google-refresh-token', '1//0', /1\/\/0([\w-]{40,})/, '1//0{T100}'),
  rule('google-hmac-key', 'GOOG1', /GOOG1([A-Z0-9]{24,})/, 'GOOG1E{U55}'),
  rule('gitlab-runner-token', 'GR1348941', /GR1348941([\w-]{20,})/, 'GR1348941{T20}'),
  rule('netlify-token', 'nfp_ nfc_ nfo_ nfu_ nfb_', /nf[bcopu]_([A-Za-z0-9]{36,})/, 'nfp_{A36}'),
  rule('cloudflare-ca-key', 'v1.0-', /v1\.0-([0-9a-f]{24}-[0-9a-f]{100,})/, 'v1.0-{h24}-{h146}'),
  rule('mapbox-token', 'sk.eyJ', /sk\.eyJ([\w-]{20,}\.[\w-]{16,})/, 'sk.eyJ{A60}.{A22}'),
  rule('contentful-token', 'CFPAT-', /CFPAT-([\w-]{43,})/, 'CFPAT-{T43}'),
  rule('rubygems-api-key', 'rubygems_', /rubygems_([0-9a-f]{48})/, 'rubygems_{h48}'),
  rule('cargo-token', 'cio', /cio([A-Za-z0-9]{32})(?![A-Za-z0-9])/, 'cio{A32}'),
  rule('nuget-api-key', 'oy2', /oy2([a-z0-9]{43})(?![A-Za-z0-9])/, 'oy2{a43}'),
  rule(
    'hubspot-token',
    'pat-na pat-eu',
    /pat-(?:na|eu)\d-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule('clickup-token', 'pk_', /pk_(\d{6,10}_[A-Z0-9]{32})/, 'pk_{d8}_{U32}'),
  rule('typeform-token', 'tfp_', /tfp_([\w.=-]{40,})/, 'tfp_{T44}_{a14}'),
  rule('duffel-token', 'duffel_', /duffel_(?:live|test)_([\w=-]{40,})/, 'duffel_live_{T43}'),
  rule('easypost-api-key', 'EZAK EZTK', /EZ[AT]K([A-Za-z0-9]{54})/, 'EZAK{A54}'),
  rule('flutterwave-key', 'FLWSECK', /FLWSECK(?:_TEST)?-([0-9A-Za-z]{12,}(?:-X)?)/, 'FLWSECK-{h32}-X'),
  rule('razorpay-key', 'rzp_', /rzp_(?:live|test)_([A-Za-z0-9]{14,})/, 'rzp_live_{A14}'),
  rule(
    'launchdarkly-key',
    'sdk-',
    /sdk-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![\w-])/,
    'sdk-{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule('prefect-api-key', 'pnu_ pnb_', /pn[ub]_([A-Za-z0-9]{36})/, 'pnu_{a36}'),
  rule('readme-api-key', 'rdme_', /rdme_([a-z0-9]{60,})/, 'rdme_{a70}'),
  rule('brevo-api-key', 'xkeysib-', /xkeysib-([0-9a-f]{64}-[A-Za-z0-9]{16})/, 'xkeysib-{h64}-{a16}'),
  rule('shippo-token', 'shippo_', /shippo_(?:live|test)_([0-9a-f]{40})/, 'shippo_live_{h40}'),
  rule('artifactory-api-key', 'AKCp cmVmdGtu', /(?:AKCp|cmVmdGtu)([A-Za-z0-9]{50,})/, 'AKCp{A69}'),
  rule('elevenlabs-api-key', 'sk_', /sk_([0-9a-f]{48})(?![A-Za-z0-9])/, 'sk_{h48}'),
  rule('anyscale-api-key', 'esecret_', /esecret_([a-z0-9]{26,})/, 'esecret_{a28}'),
  rule('cursor-api-key', 'key_', /key_([0-9a-f]{64})(?![A-Za-z0-9])/, 'key_{h64}'),
  rule('resend-api-key', 're_', /re_([A-Za-z0-9]{8}_[A-Za-z0-9]{20,})/, 're_{A8}_{A24}'),
  rule('inngest-key', 'signkey-', /signkey-(?:[a-z]+-)?([0-9a-f]{32,})/, 'signkey-prod-{h64}'),
  rule('neon-api-key', 'napi_', /napi_([a-z0-9]{50,})/, 'napi_{a60}'),
  rule('runpod-api-key', 'rpa_', /rpa_([A-Z0-9]{40,})/, 'rpa_{U40}'),
  rule('render-api-key', 'rnd_', /rnd_([A-Za-z0-9]{28,})/, 'rnd_{A28}'),
  rule('fly-token', 'fm2_ fm1r_ fm1a_ fo1_', /f(?:m2|m1r|m1a|o1)_([A-Za-z0-9+/_-]{40,}={0,2})/, 'fm2_{B300}'),
  rule('logfire-token', 'pylf_', /pylf_v\d_(?:[a-z]{2}_)?([A-Za-z0-9]{36,})/, 'pylf_v1_us_{A43}'),
  rule('honeycomb-api-key', 'hcaik_ hcbik_ hcamk_', /hc[ab][im]k_([a-z0-9]{50,})/, 'hcaik_{a58}'),
  rule('helicone-api-key', 'sk-helicone-', /sk-helicone-([a-z0-9-]{24,})/, 'sk-helicone-{a7}-{a7}-{a7}-{a7}'),
  rule('scaleway-key', 'SCW', /SCW([A-Z0-9]{17})(?![A-Za-z0-9])/, 'SCW{U17}'),
  rule('dynatrace-token', 'dt0c01.', /dt0c01\.([A-Za-z0-9]{24}\.[A-Za-z0-9]{60,})/, 'dt0c01.{U24}.{U64}'),
  rule('alibaba-access-key', 'LTAI', /LTAI([A-Za-z0-9]{16,24})(?![A-Za-z0-9])/, 'LTAI{A20}'),
  rule('tencent-secret-id', 'AKID', /AKID([A-Za-z0-9]{32})(?![A-Za-z0-9])/, 'AKID{A32}'),
  rule('together-api-key', 'tgp_', /tgp_v\d_([\w-]{30,})/, 'tgp_v1_{T43}'),
  rule('google-api-key', 'AQ.A', /AQ\.A[A-Za-z0-9_-]([\w-]{40,})/, 'AQ.Ab{T50}'),
  rule(
    'databricks-token',
    'dose dsapi dkea',
    /d(?:ose|sapi|kea)([0-9a-f]{32})(?:-\d)?(?![A-Za-z0-9])/,
    'dose{h32}',
  ),
  rule('datadog-key', 'ddapp_ ddpat_', /dd(?:app|pat)_([A-Za-z0-9]{30,})/, 'ddapp_{A34}'),
  rule('cloudflare-token', 'cfut_ cfat_ cfk_', /cf(?:ut|at|k)_([A-Za-z0-9_-]{36,})/, 'cfut_{A48}'),
  rule(
    'vercel-blob-token',
    'vercel_blob_rw_',
    /vercel_blob_rw_([A-Za-z0-9]{10,}_[A-Za-z0-9]{20,})/,
    'vercel_blob_rw_{A16}_{A30}',
  ),
  rule(
    'arize-api-key',
    'ak-',
    /ak-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}-[\w-]{16,})/,
    'ak-{h8}-{h4}-{h4}-{h4}-{h12}-{A24}',
  ),
  rule('mem0-api-key', 'm0-', /m0-([A-Za-z0-9]{36,})(?![\w-])/, 'm0-{A40}'),
  rule('composio-api-key', 'ak_', /ak_([A-Za-z0-9_-]{20,})(?![\w-])/, 'ak_{A24}', mixed),
  rule('apify-token', 'apify_api_', /apify_api_([A-Za-z0-9]{30,})/, 'apify_api_{A36}'),
  rule('browserbase-api-key', 'bb_live_ bb_test_', /bb_(?:live|test)_([\w-]{20,})/, 'bb_live_{T27}'),
  rule('steel-api-key', 'ste-', /ste-([A-Za-z0-9]{40,})/, 'ste-{A60}'),
  rule('daytona-api-key', 'dtn_', /dtn_([0-9a-f]{48,})/, 'dtn_{h64}'),
  rule('llamacloud-api-key', 'llx-', /llx-([A-Za-z0-9]{40,})/, 'llx-{A48}'),
  rule('turbopuffer-api-key', 'tpuf_', /tpuf_([A-Za-z0-9]{28,})/, 'tpuf_{A32}'),
  rule(
    'paseto',
    'v1.local. v2.local. v3.local. v4.local. v2.public. v4.public.',
    /v[1-4]\.(?:local|public)\.([\w-]{60,}(?:\.[\w-]+)?)/,
    'v4.local.{T120}',
  ),
  rule('macaroon', 'MDAxY2xvY2F0aW9u', /MDAxY2xvY2F0aW9u([\w+/-]{40,}={0,2})/, 'MDAxY2xvY2F0aW9u{T100}'),
  rule(
    'circleci-token',
    'CCIPAT_ CCIPRJ_',
    /CCIP(?:AT|RJ)_([A-Za-z0-9]{20,}_[0-9a-f]{40})/,
    'CCIPAT_{A22}_{h40}',
  ),
  rule('buildkite-token', 'bkua_ bkct_ bkpt_', /bk(?:ua|ct|pt)_([\w-]{36,})/, 'bkua_{h40}'),
  rule('snyk-token', 'snyk_', /snyk_[us]at\.([0-9a-f]{8}\.[\w.-]{40,})/, 'snyk_uat.{h8}.{T80}'),
  rule('confluent-secret', 'cflt', /cflt([A-Za-z0-9+/]{56,})/, 'cflt{A60}'),
  rule('dropbox-token', 'sl.u.', /sl\.u\.([\w-]{60,})/, 'sl.u.{T130}'),
  rule('meta-access-token', 'IGAA', /IGAA([A-Za-z0-9]{80,})/, 'IGAA{A150}'),
  rule(
    'plaid-token',
    'access-',
    /access-(?:production|sandbox|development)-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'access-production-{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule(
    'ghost-api-key',
    [':', /[0-9a-f]{24}:[0-9a-f]{64}/],
    /([0-9a-f]{24}:[0-9a-f]{64})(?![\w-])/,
    '{h24}:{h64}',
  ),
  rule(
    'fal-api-key',
    [':', /[0-9a-f]{12}:[0-9a-f]{32}/],
    /([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}:[0-9a-f]{32})(?![\w-])/,
    '{h8}-{h4}-{h4}-{h4}-{h12}:{h32}',
  ),
  rule(
    'tailscale-key',
    'tskey-',
    /tskey-(?:[a-z]+-)?([A-Za-z0-9]{8,}-[A-Za-z0-9]{20,})/,
    'tskey-auth-{A11}-{A32}',
  ),
  rule('segment-token', 'sgp_', /sgp_([A-Za-z0-9_]{40,})/, 'sgp_{h16}_{h40}'),
  rule('sourcegraph-token', 'slk_', /slk_([0-9a-f]{64})/, 'slk_{h64}'),
  rule('rootly-token', 'rootly_', /rootly_([0-9a-f]{64})/, 'rootly_{h64}'),
  rule(
    'azure-devops-token',
    ['Q', /JQQJ99/],
    /([A-Za-z0-9]{61,90}JQQJ99[A-Za-z0-9]{4,32})(?![A-Za-z0-9])/,
    '{A76}JQQJ99BAACAAAAAAAAAAAASAZDO{A4}',
  ),
  rule('infisical-token', 'st.', /st\.([0-9a-f]{24}\.[0-9a-f]{32}\.[0-9a-f]{32})/, 'st.{h24}.{h32}.{h32}'),
  rule(
    '1password-secret-key',
    'A3-',
    /A3-([A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3})(?![\w-])/,
    'A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}',
    anyBody,
  ),
  rule(
    'bitwarden-token',
    '0.',
    /0\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.[A-Za-z0-9]{30}:[A-Za-z0-9+/=]{24})/,
    '0.{h8}-{h4}-{h4}-{h4}-{h12}.{A30}:{A22}==',
  ),
  rule('nats-nkey-seed', 'SUA SAA SOA SNA SCA', /S[UAONC]A([A-Z2-7]{55})(?![A-Za-z0-9])/, 'SUA{U55}'),
  rule('mongodb-atlas-secret', 'mdb_sa_sk_', /mdb_sa_sk_([\w-]{36,})/, 'mdb_sa_sk_{T40}'),
  rule('infracost-api-key', 'ico-', /ico-([A-Za-z0-9]{32})(?![\w-])/, 'ico-{A32}'),
  rule('grafana-token', 'eyJrIjoi', /eyJrIjoi([A-Za-z0-9+/]{60,}={0,2})/, 'eyJrIjoi{B80}'),
  rule('mandrill-api-key', 'md-', /md-([\w-]{22})(?![\w-])/, 'md-{A22}', mixed),
  rule('pagerduty-api-key', 'u+', /u\+([\w-]{18})(?![\w-])/, 'u+{A18}', mixed),
  rule('intercom-token', 'dG9rO', /dG9rO([A-Za-z0-9+/]{50,}={0,2})/, 'dG9rO{B55}'),
  rule('sanity-token', 'sk', /sk([A-Za-z0-9]{150,200})(?![A-Za-z0-9+/=])/, 'sk{A160}'),
  rule('scalingo-token', 'tk-us-', /tk-us-([\w-]{48})(?![\w-])/, 'tk-us-{T48}'),
  rule('ubidots-token', 'BBFF-', /BBFF-([0-9A-Za-z]{30})(?![\w-])/, 'BBFF-{A30}'),
  rule('frameio-token', 'fio-u-', /fio-u-([\w=-]{60,})/, 'fio-u-{T64}'),
  rule('adobe-client-secret', 'p8e-', /p8e-([a-z0-9]{32})(?![\w-])/, 'p8e-{a32}'),
  rule('yandex-api-key', 'AQVN', /AQVN([\w-]{35,38})(?![\w-])/, 'AQVN{T36}', mixed),
  rule('yandex-iam-token', 't1.', /t1\.([\w-]{20,}={0,2}\.[\w-]{86}={0,2})/, 't1.{T86}.{T86}'),
  rule('settlemint-token', 'sm_', /sm_(?:aat|pat|sat)_([A-Za-z0-9]{16})(?![\w-])/, 'sm_pat_{A16}'),
  rule(
    'harness-api-key',
    'pat. sat.',
    /[ps]at\.([\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20})/,
    'pat.{A22}.{h24}.{A20}',
  ),
  rule('endor-api-key', 'endr+', /endr\+([A-Za-z0-9-]{16})(?![\w-])/, 'endr+{A16}'),
  rule('octopus-api-key', 'API-', /API-([A-Z0-9]{26})(?![\w-])/, 'API-{U26}'),
  rule('openshift-token', 'sha256~', /sha256~([\w-]{43})(?![\w-])/, 'sha256~{T43}'),
  rule(
    'watsonx-api-key',
    'ApiKey-',
    /ApiKey-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'ApiKey-{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule('trigger-dev-key', 'tr_', /tr_(?:prod|dev|stg|preview)_([A-Za-z0-9]{20,})/, 'tr_prod_{A20}'),
  rule('cursor-api-key', 'crsr_', /crsr_([0-9a-f]{64})(?!\w)/, 'crsr_{h64}'),
  rule(
    'context7-api-key',
    'ctx7sk-',
    /ctx7sk-([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'ctx7sk-{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule('amp-token', 'sgamp_', /sgamp_(?:[a-z]+_)?(\w{40,})/, 'sgamp_user_{U26}_{h64}'),
  rule('clickhouse-key-secret', '4b1d', /4b1d([A-Za-z0-9]{38})(?![\w-])/, '4b1d{A38}', mixed),
  rule('openai-ephemeral-key', 'ek_', /ek_([0-9a-f]{32,})(?!\w)/, 'ek_{h32}'),
  rule('twitch-token', 'oauth:', /oauth:([a-z0-9]{30})(?![\w-])/, 'oauth:{a30}'),
  rule('dependency-track-key', 'odt_', /odt_([A-Za-z0-9]{32,40})(?!\w)/, 'odt_{A32}'),
  rule('maxmind-license-key', ['_', /_mmk$/], /([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)(?!\w)/, '{A6}_{A29}_mmk'),
  rule(
    'pubnub-secret-key',
    'sec-c-',
    /sec-c-([A-Za-z0-9=]{40,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'sec-c-{A48}',
  ),
  rule('scrapfly-api-key', 'scp-', /scp-(?:live|test)-([0-9a-f]{32})(?![\w-])/, 'scp-live-{h32}'),
  rule('telnyx-api-key', 'KEY', /KEY([0-9A-F]{32}_\w{22})(?![\w-])/, 'KEY0{d31}_{A22}'),
  rule('teamwork-token', 'tkn.v1_', /tkn\.v1_([A-Za-z0-9+/]{60,}={0,2})/, 'tkn.v1_{A76}='),
  rule(
    'voiceflow-api-key',
    'VF.DM. VF.WS.',
    /VF\.(?:DM|WS)\.([0-9a-f]{24}\.[A-Za-z0-9]{16})(?!\w)/,
    'VF.DM.{h24}.{A16}',
  ),
  rule('zoho-token', '1000.', /1000\.([0-9a-f]{32}\.[0-9a-f]{32})(?!\w)/, '1000.{h32}.{h32}'),
  rule('42-client-secret', 's-s4t2', /s-s4t2(?:ud|af)-([0-9a-f]{64})/, 's-s4t2ud-{h64}'),
  rule('defined-networking-token', 'dnkey-', /dnkey-([\w=-]{26}-[\w=-]{52})/, 'dnkey-{A26}-{A52}'),
  rule(
    'authress-access-key',
    'sc_ ext_ scauth_ authress_',
    /(?:sc|ext|scauth|authress)_([A-Za-z0-9]{5,30}\.[A-Za-z0-9]{4,6}\.acc[_-][\w-]{10,32}\.[\w+/=-]{30,120})/,
    'sc_{a12}.{a5}.acc_{a16}.{A40}',
  ),
  rule('nostr-private-key', 'nsec1', /nsec1([a-z0-9]{58})(?!\w)/, 'nsec1{a58}'),
  rule('rancher-token', 'token-', /token-[a-z0-9]{5}:([a-z0-9]{54})(?!\w)/, 'token-{a5}:{a54}'),
  rule('clojars-token', 'CLOJARS_', /CLOJARS_([a-z0-9]{60})/, 'CLOJARS_{a60}'),
  rule('bitbucket-token', 'ATBB', /ATBB([A-Za-z0-9]{28,})/, 'ATBB{A32}'),
  rule('cohere-api-key', 'co_', /co_([A-Za-z0-9]{36,})(?![\w-])/, 'co_{A40}', mixed),
  rule(
    'amazon-mws-token',
    'amzn.mws.',
    /amzn\.mws\.([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})/,
    'amzn.mws.{h8}-{h4}-{h4}-{h4}-{h12}',
  ),
  rule(
    'lambda-api-key',
    'secret_',
    /secret_([a-zA-Z0-9]{12,}_[0-9a-f]{32}\.[A-Za-z0-9]{28,})/,
    'secret_{A20}_{h32}.{A32}',
  ),
  rule('friendli-token', 'flp_', /flp_([A-Za-z0-9]{36,})/, 'flp_{A40}'),
  rule('traceloop-api-key', 'tl_', /tl_([0-9a-f]{64})(?!\w)/, 'tl_{h64}'),
  rule('wandb-api-key', 'wandb_v1_', /wandb_v\d_([A-Za-z0-9_]{40,})/, 'wandb_v1_{A27}_{A50}'),
  rule('api-key', 'sk_', /sk_([\w-]{40,})/, 'sk_{A43}', mixed),
  rule(
    'stytch-secret',
    'secret-live- secret-test-',
    /secret-(?:live|test)-([\w-]{30,}=?)/,
    'secret-live-{T36}=',
  ),
  rule(
    'polar-token',
    'polar_',
    /polar_(?:oat|pat|at_o|rt_o|at_u|rt_u)_([A-Za-z0-9]{30,})/,
    'polar_oat_{A43}',
  ),
  rule('onfido-token', 'api_live', /api_live(?:_[a-z]{2})?\.([\w-]{11}\.[\w-]{32})/, 'api_live.{T11}.{T32}'),
  rule('quicknode-key', 'QN_', /QN_([0-9a-f]{32})/, 'QN_{h32}'),
  rule('alchemy-token', 'alcht_', /alcht_([A-Za-z0-9]{30})/, 'alcht_{A30}'),
  rule(
    'paddle-api-key',
    'pdl_',
    /pdl_(?:live|sdbx)_apikey_([a-z0-9]{26}_[A-Za-z0-9]{20,}_[A-Za-z0-9]{3})/,
    'pdl_live_apikey_{a26}_{A22}_{A3}',
  ),
  // `{"payload":"`, as Amazon's registries' passwords begin in base64.
  rule(
    'aws-registry-password',
    'eyJwYXlsb2FkIjoi',
    /eyJwYXlsb2FkIjoi([A-Za-z0-9+/]{300,}={0,2})/,
    'eyJwYXlsb2FkIjoi{B400}',
  ),
  rule('heroku-api-key', 'HRKU-', /HRKU-([\w-]{30,})/, 'HRKU-AA{T58}'),
  rule('jwt', 'ZXlK', /ZXlK([A-Za-z0-9+/]{60,}={0,2})/, 'ZXlKaGJHY2lPaUpJVXpJMU5p{B120}'),
  rule(
    'jwt',
    'eyJ',
    /eyJ[\w-]{10,}\.(?:eyJ[\w-]{6,}(?:\.[\w-]*)?|[\w-]*\.[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})/,
    'eyJ{T33}.eyJ{T80}.{T43}',
    anyBody,
  ),
  rule(
    'asana-token',
    '1/ 2/',
    /[12]\/(?:\d{13,19}\/)?(\d{13,19}:[0-9a-f]{32})(?![\w-])/,
    '1/{d16}:{h32}',
    anyBody,
  ),
  rule('asana-token', '0/', /0\/([0-9a-f]{32})(?![\w-])/, '0/{h32}'),
  rule('modal-token', 'ak- as-', /a[ks]-([A-Za-z0-9]{22})(?![\w-])/, 'as-{A22}'),
  rule('firebase-server-key', [':', /:APA91/], /AAAA[\w-]{7}:(APA91[\w-]{100,})/, 'AAAA{T7}:APA91b{T134}'),
  rule('adafruit-key', 'aio_', /aio_([A-Za-z0-9]{28})(?![A-Za-z0-9])/, 'aio_{A28}'),
  rule('sonar-token', 'sqp_ squ_ sqa_', /sq[pua]_([0-9a-f]{40})(?![A-Za-z0-9])/, 'sqp_{h40}'),
  rule(
    'zhipu-api-key',
    ['.', /[0-9a-f]{32}\.[A-Za-z0-9]{16}/],
    /([0-9a-f]{32}\.[A-Za-z0-9]{16})(?![\w.-])/,
    '{h32}.{A16}',
  ),
  rule('bitcoin-private-key', 'xprv zprv yprv', /[xyz]prv([A-Za-z0-9]{100,})/, 'xprv{a107}'),
  rule(
    'api-key',
    'live_ test_ prod_ sandbox_ secret_ sk_ tok_ api_ apikey_ token_ pat_',
    /(?:[a-z][a-z0-9]{1,20}[_-]){0,2}(?:live|test|prod|sandbox|secret|sk|tok|api|apikey|token|pat)_([A-Za-z0-9]{24,})(?![A-Za-z0-9_-])/,
    'acme_live_{A32}',
  ),
  rule(
    'api-key',
    'key- key_ api- secret- token-',
    /(?:[a-z][a-z0-9]{1,20}[_-]){0,2}(?:api|secret|token|key)[_-]([A-Za-z0-9]{32,})(?![A-Za-z0-9_-])/,
    'acme-api-{A32}',
    mixed,
  ),
  // Keys of issuers that are not listed begin with a short name, too. Those of calls, messages and sessions are shorter.
  rule(
    'api-key',
    ['_', /[a-z]_[A-Za-z0-9]{36}/],
    /[a-z][a-z0-9]{1,9}_([A-Za-z0-9]{36,})(?![\w-])/,
    'acme_{A20}1a2B3c4D{A20}',
    drawn,
  ),
  // The first bytes of "-----BEGIN … PRIVATE KEY" in base64, as in kubeconfig files; certificates begin otherwise.
  rule(
    'private-key',
    'LS0tLS1CRUdJTi',
    /LS0tLS1CRUdJTi(?:BQUk|BSU0EgUFJJ|BFQyBQUk|BPUEVOU1NIIFBSS|BFTkNSWVBURUQgUFJJ|BEU0EgUFJJ)[A-Za-z0-9+/]+={0,2}/,
    'LS0tLS1CRUdJTiBSU0EgUFJJ{B400}',
    anyBody,
  ),
];

/**
 * Where a key may begin: not inside a longer word, but right after an escape (`\nsk-…`, `%20sk-…`, `\u003dsk-…`) or a
 * terminal's colour code. A body that takes `-` and `_` must not begin after one either: so no character belongs to
 * two attempts, and the search stays linear whatever the input.
 */
function boundary(pattern: RegExp): string {
  const wordCharacter = pattern.source.includes('\\w') ? '[\\w-]' : '[A-Za-z0-9]';
  return `(?:(?<!${wordCharacter})|(?<=\\\\[nrtbfv]|\\\\[ux][0-9a-fA-F]{2,4}|%[0-9A-Fa-f]{2}|\\[\\d{1,3}m))`;
}

function rule(
  kind: string,
  hint: string | [InsideSign, RegExp],
  pattern: RegExp,
  example: string,
  accept = random,
): Rule {
  return {
    kind,
    starts: typeof hint === 'string' ? hint.split(' ') : [],
    inside: typeof hint === 'string' ? null : { sign: hint[0], pattern: hint[1] },
    pattern: new RegExp(boundary(pattern) + pattern.source, 'g'),
    accept,
    example,
  };
}
