// What code that nobody here wrote says of our credentials: node verify.mjs input.json verdicts.json
//
// The input holds the documents that may be read (by address: contexts, did.json, status lists, schemas) and
// the cases. Nothing else is read: every other address is refused, so the table is the same without a network.
import {readFile, writeFile} from 'node:fs/promises';
import {webcrypto} from 'node:crypto';

globalThis.crypto ??= webcrypto;
const {documents, cases} = JSON.parse(await readFile(process.argv[2], 'utf8'));

globalThis.fetch = async request => {
  const url = String(request.url ?? request);
  const found = documents[url];
  return found === undefined
    ? new Response('not found', {status: 404})
    : new Response(JSON.stringify(found), {status: 200, headers: {'content-type': 'application/json'}});
};

const vc = await import('@digitalbazaar/vc');
const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const rdfc = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const jcs = await import('@digitalbazaar/eddsa-jcs-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const jose = await import('jose');
const {default: extractChunks} = await import('png-chunks-extract');

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  let document = documents[url] ?? documents[address];
  if(url.startsWith('did:web:')) {
    document = documents[didAddress(address)];
    if(document && fragment) {
      const method = document.verificationMethod.find(({id}) => id === url);
      document = method && {'@context': 'https://w3id.org/security/multikey/v1', ...method};
    }
  }
  if(!document) {
    throw new Error(`${url} is not at hand.`);
  }
  return {contextUrl: null, documentUrl: url, document: structuredClone(document)};
}

const didAddress = did =>
  `https://${decodeURIComponent(did.split(':').slice(2).join('/'))}/.well-known/did.json`;

// The caller must read each result's `status`: `verified` alone only says that the list was checked.
async function bazaar(credential, suite) {
  const options = {
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({cryptosuite: suite}),
    documentLoader,
  };
  const result = await vc.verifyCredential({
    ...options,
    checkStatus: given => checkStatus({...given, suite: statusSuite(), documentLoader, verifyMatchingIssuers: true}),
  });
  const revoked = result.statusResult?.results?.some(({status}) => status === true);
  return [result.verified && !revoked, String(result.error?.errors?.[0]?.message ?? result.error?.message ?? '')];
}

const statusSuite = () => new DataIntegrityProof({cryptosuite: rdfc.cryptosuite});

async function core(credential) {
  const result = await verifyCredential({credential: structuredClone(credential), knownDIDRegistries: []});
  const log = Object.fromEntries((result.log ?? []).map(({id, valid}) => [id, valid]));
  const good = !result.errors && log.valid_signature === true && log.expiration === true && log.revocation_status === true;
  return [good, JSON.stringify(result.errors?.map(({message}) => message) ?? log)];
}

async function joseVerdict(token) {
  const {kid} = jose.decodeProtectedHeader(token);
  const {document} = await documentLoader(kid);
  const key = await jose.importJWK(document.publicKeyJwk, 'RS256');
  const {payload} = await jose.jwtVerify(token, key, {algorithms: ['RS256'], issuer: kid.split('#')[0]});
  return [payload.jti === payload.id && payload.sub === payload.credentialSubject.id, ''];
}

function fromPicture(base64) {
  const chunk = extractChunks(Buffer.from(base64, 'base64')).find(({name, data}) =>
    name === 'iTXt' && Buffer.from(data).toString('latin1').startsWith('openbadgecredential\0'));
  const text = Buffer.from(chunk.data).toString('utf8').split('\0').at(-1);
  return JSON.parse(text);
}

const tools = {
  'vc rdfc': ({credential}) => bazaar(credential, rdfc.cryptosuite),
  'vc jcs': ({credential}) => bazaar(credential, jcs.createVerifyCryptosuite()),
  'verifier-core': ({credential}) => core(credential),
  'jose': ({token}) => joseVerdict(token),
  'png-chunks-extract': ({picture}) => bazaar(fromPicture(picture), rdfc.cryptosuite),
};

const verdicts = {};
for(const [name, given] of Object.entries(cases)) {
  verdicts[name] = {};
  for(const [tool, judge] of Object.entries(tools)) {
    try {
      verdicts[name][tool] = await judge(given);
    } catch(error) {
      verdicts[name][tool] = [false, String(error)];
    }
  }
}
await writeFile(process.argv[3], JSON.stringify(verdicts));
