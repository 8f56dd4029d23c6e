// Plays scenes against the running program with @grpc/grpc-js: node play.js SETTINGS SCENE…
//
// SETTINGS is a JSON file: address, protos (folder), descriptors (unused here), values for $NAMES, and for each who its authorization. A scene is a list of
// steps, in order. Where "other" stands in the settings, every step is sent again afterwards with the authorizations of the other programme: nothing
// of the first one may come back. Ends with 0 when all that the steps expect holds.
'use strict';
const assert = require('node:assert');
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [settingsFile, ...sceneFiles] = process.argv.slice(2);
const settings = JSON.parse(fs.readFileSync(settingsFile));
const values = settings.values;
const protos = ['compensation/v1/storefront.proto', 'compensation/v1/finance.proto', 'compensation/v1/seller.proto', 'compensation/v1/admin.proto',
  'google/rpc/status.proto', 'google/rpc/error_details.proto'];
const definition = loader.loadSync(protos, { keepCase: true, longs: String, enums: String, includeDirs: [settings.protos] });
const api = grpc.loadPackageDefinition(definition).compensation.v1;
const clients = {};
const deadline = () => new Date(Date.now() + 60_000);

function clientOf(service) {
  clients[service] ??= new api[service](settings.address, grpc.credentials.createInsecure());
  return clients[service];
}

/** Puts values for their names, and makes timestamps of what is written as one. */
function filled(value) {
  if (typeof value === 'string') {
    const text = value.replace(/\$([A-Za-z_]+)/g, (whole, name) => values[name] ?? whole);
    return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? { seconds: String(Date.parse(text) / 1000), nanos: 0 } : text;
  }
  if (Array.isArray(value)) return value.map(filled);
  return value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)])) : value;
}

/** Whether an answer has all that is expected of it; null expects that there is nothing. */
function compare(actual, expected, where) {
  if (expected === null) {
    assert.ok(actual === undefined || actual === null || actual === '' || actual.length === 0, `${where} is ${JSON.stringify(actual)}`);
  } else if (Array.isArray(expected)) {
    assert.strictEqual(actual?.length ?? 0, expected.length, `${where} has ${JSON.stringify(actual)}`);
    expected.forEach((item, at) => compare(actual[at], item, `${where}[${at}]`));
  } else if (typeof expected === 'object') {
    assert.ok(actual && typeof actual === 'object', `${where} is ${JSON.stringify(actual)}`);
    Object.entries(expected).forEach(([key, inner]) => compare(actual[key], inner, `${where}.${key}`));
  } else {
    assert.strictEqual(String(actual), String(expected), where);
  }
}

/** Decodes with protobuf's wire format what stands under a field number: enough for the reason in a status' details. */
function reasonOf(error) {
  const [details] = error.metadata?.get('grpc-status-details-bin') ?? [];
  if (!details) return '';
  const status = definition['google.rpc.Status'].deserialize(details);
  const info = (status.details ?? []).find(any => any.type_url.endsWith('google.rpc.ErrorInfo'));
  return info ? definition['google.rpc.ErrorInfo'].deserialize(info.value).reason : '';
}

/** Makes a call and gives its messages, or the error with which it ended. */
function call(step, authorization) {
  const [service, name] = step.call.split('/');
  const method = api[service].service[name];
  const metadata = new grpc.Metadata();
  metadata.set('authorization', authorization);
  const client = clientOf(service);
  const answers = [];
  return new Promise(resolve => {
    if (!method.requestStream && !method.responseStream) {
      client[name](filled(step.send ?? {}), metadata, { deadline: deadline() }, (error, answer) => resolve({ error, answers: error ? [] : [answer] }));
      return;
    }
    const stream = method.requestStream ? client[name](metadata, { deadline: deadline() })
      : client[name](filled(step.send ?? {}), metadata, { deadline: deadline() });
    let done = false;
    stream.on('data', answer => {
      answers.push(answer);
      if (step.first) { done = true; stream.cancel(); resolve({ answers }); }
    });
    stream.on('error', error => { if (!done) resolve({ error, answers }); });
    stream.on('end', () => { if (!done) resolve({ answers }); });
    if (method.requestStream) {
      filled(step.sends).forEach(item => stream.write(item));
      stream.end();
    }
  });
}

/** Puts files together that came in parts, and holds each against its hash. */
function filesOf(chunks) {
  const files = {};
  let parts;
  for (const chunk of chunks) {
    if (chunk.name) files[chunk.name] = parts = [];
    parts.push(chunk.content ?? Buffer.alloc(0));
    if (chunk.sha256?.length) {
      assert.deepStrictEqual(crypto.createHash('sha256').update(Buffer.concat(parts)).digest(), chunk.sha256);
    }
  }
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, Buffer.concat(content).toString()]));
}

function check(step, { error, answers }) {
  if (step.fails) {
    assert.ok(error, `it was to fail, and answered ${JSON.stringify(answers)}`);
    compare({ code: grpc.status[error.code], reason: reasonOf(error) }, filled(step.fails), 'error');
    return;
  }
  assert.ok(!error, error && `${grpc.status[error.code]}: ${error.details}`);
  if (step.answer) compare(answers[answers.length - 1], filled(step.answer), 'answer');
  if (step.answers) {
    const inOrder = step.sends ? [...answers].sort((a, b) => Number(a.item) - Number(b.item)) : answers;
    compare(inOrder, filled(step.answers), 'answers');
  }
  if (step.contains) assert.ok(JSON.stringify(answers).includes(step.contains), `nothing has ${step.contains}: ${JSON.stringify(answers)}`);
  if (step.files) {
    const files = filesOf(answers);
    assert.deepStrictEqual(Object.keys(files), Object.keys(step.files));
    Object.entries(step.files).forEach(([name, texts]) => texts.forEach(text => assert.ok(files[name].includes(text), `${name} has no ${text}: ${files[name]}`)));
  }
  Object.entries(step.keep ?? {}).forEach(([name, where]) => {
    values[name] = where.split('.').reduce((part, key) => part[key], answers[answers.length - 1]);
  });
}

async function play(step) {
  const before = await call(step, filled(settings.who[step.as]));
  check(step, before);
  if (step.twice) {
    const again = await call(step, filled(settings.who[step.as]));
    check({ ...step, answer: { ...step.answer, ...step.twice }, keep: {} }, again);
  }
}

/** Sends a step with the authorization of another programme: it is refused, or its answer has nothing of this one. */
async function pry(step) {
  if (step.own) return;
  const { error, answers } = await call(step, filled(settings.other[step.as]));
  if (error) {
    const allowed = ['NOT_FOUND', 'PERMISSION_DENIED', 'INVALID_ARGUMENT', 'FAILED_PRECONDITION', 'UNAUTHENTICATED', 'ALREADY_EXISTS'];
    assert.ok(allowed.includes(grpc.status[error.code]), `${grpc.status[error.code]}: ${error.details}`);
    return;
  }
  const told = JSON.stringify(answers);
  settings.secrets.forEach(secret => assert.ok(!told.includes(secret), `it is told ${secret}: ${told}`));
}

(async () => {
  const scenes = sceneFiles.map(file => [path.basename(file), JSON.parse(fs.readFileSync(file))]);
  const run = async (what, each, only = () => true) => {
    for (const [scene, steps] of scenes) {
      for (const [at, step] of steps.entries()) {
        if (!only(step)) continue;
        try {
          await each(step);
        } catch (error) {
          console.error(`${what} ${scene}, step ${at + 1}, ${step.as} calls ${step.call}: ${error.message}`);
          process.exit(1);
        }
      }
    }
  };
  await run('playing', play);
  if (settings.other) {
    await run('prying', pry);
    await run('still', play, step => step.still);
  }
  Object.values(clients).forEach(client => client.close());
  console.log('all scenes played');
})();
