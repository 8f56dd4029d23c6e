// One of gRPC's interoperability cases, played by @grpc/grpc-js: node interop.js ADDRESS PROTO CASE
// Ends with 0 when all that the case's description asserts holds.
'use strict';
const assert = require('node:assert');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [address, proto, name] = process.argv.slice(2);
const testing = grpc.loadPackageDefinition(loader.loadSync(path.resolve(proto), { keepCase: true, defaults: true })).grpc.testing;
const Gzip = grpc.compressionAlgorithms.gzip;

/** gRPC's flag for a message that is not compressed although the call is; the package does not export it. */
const NoCompress = 2;

function connect(service = testing.TestService, options = {}) {
  return new service(address, grpc.credentials.createInsecure(), { 'grpc.max_receive_message_length': -1, ...options });
}

const zeros = size => ({ body: Buffer.alloc(size) });

/** A unary call: its answer or error, and the metadata around it. */
function unary(client, method, request, metadata = new grpc.Metadata(), options = {}) {
  return new Promise(resolve => {
    const seen = {};
    const call = client[method](request, metadata, options, (error, answer) => Object.assign(seen, { error, answer }));
    call.on('metadata', initial => { seen.initial = initial; });
    call.on('status', status => resolve(Object.assign(seen, { status })));
  });
}

/** What a stream brings until it ends. */
function drained(call) {
  return new Promise(resolve => {
    const seen = { answers: [] };
    call.on('metadata', initial => { seen.initial = initial; });
    call.on('data', answer => seen.answers.push(answer));
    call.on('error', error => { seen.error = error; });
    call.on('status', status => { seen.status = status; setImmediate(() => resolve(seen)); });
  });
}

const once = (call, event) => new Promise(resolve => call.once(event, resolve));

/** A call that many messages go to, with its one answer. */
function clientStream(client, options = {}) {
  let settle;
  const done = new Promise(resolve => { settle = resolve; });
  const call = client.StreamingInputCall(new grpc.Metadata(), options, (error, answer) => settle({ error, answer }));
  return { call, done };
}

const sizes = answers => answers.map(answer => answer.payload.body.length);

function ok(seen) {
  assert.ifError(seen.error);
  assert.strictEqual(seen.status.code, grpc.status.OK);
}

function echoes(seen) {
  ok(seen);
  assert.deepStrictEqual(seen.initial.get('x-grpc-test-echo-initial'), ['test_initial_metadata_value']);
  assert.deepStrictEqual(seen.status.metadata.get('x-grpc-test-echo-trailing-bin'), [Buffer.from('ababab', 'hex')]);
}

function echoed() {
  const metadata = new grpc.Metadata();
  metadata.set('x-grpc-test-echo-initial', 'test_initial_metadata_value');
  metadata.set('x-grpc-test-echo-trailing-bin', Buffer.from('ababab', 'hex'));
  return metadata;
}

const cases = {
  async empty_unary() {
    const seen = await unary(connect(), 'EmptyCall', {});
    ok(seen);
    assert.deepStrictEqual(seen.answer, {});
  },

  async large_unary() {
    const seen = await unary(connect(), 'UnaryCall', { response_size: 314159, payload: zeros(271828) });
    ok(seen);
    assert.ok(seen.answer.payload.body.equals(Buffer.alloc(314159)));
  },

  async client_compressed_unary() {
    const plain = connect();
    const probe = await unary(plain, 'UnaryCall', { expect_compressed: { value: true }, response_size: 314159, payload: zeros(271828) });
    assert.strictEqual(probe.status.code, grpc.status.INVALID_ARGUMENT);
    const zipped = await unary(connect(testing.TestService, { 'grpc.default_compression_algorithm': Gzip }), 'UnaryCall', {
      expect_compressed: { value: true }, response_size: 314159, payload: zeros(271828),
    });
    ok(zipped);
    assert.strictEqual(zipped.answer.payload.body.length, 314159);
    const bare = await unary(plain, 'UnaryCall', { expect_compressed: { value: false }, response_size: 314159, payload: zeros(271828) });
    ok(bare);
    assert.strictEqual(bare.answer.payload.body.length, 314159);
  },

  async server_compressed_unary() {
    for (const value of [true, false]) {
      const seen = await unary(connect(), 'UnaryCall', { response_compressed: { value }, response_size: 314159, payload: zeros(271828) });
      ok(seen);
      assert.ok(seen.answer.payload.body.equals(Buffer.alloc(314159)));
    }
  },

  async client_streaming() {
    const { call, done } = clientStream(connect());
    for (const size of [27182, 8, 1828, 45904]) {
      call.write({ payload: zeros(size) });
    }
    call.end();
    const { error, answer } = await done;
    assert.ifError(error);
    assert.strictEqual(answer.aggregated_payload_size, 74922);
  },

  async client_compressed_streaming() {
    const probe = clientStream(connect());
    probe.call.on('error', () => {});
    probe.call.write({ expect_compressed: { value: true }, payload: zeros(27182) });
    probe.call.end();
    assert.strictEqual((await probe.done).error.code, grpc.status.INVALID_ARGUMENT);
    const { call, done } = clientStream(connect(testing.TestService, { 'grpc.default_compression_algorithm': Gzip }));
    call.write({ expect_compressed: { value: true }, payload: zeros(27182) });
    call.write({ expect_compressed: { value: false }, payload: zeros(45904) }, NoCompress);
    call.end();
    const { error, answer } = await done;
    assert.ifError(error);
    assert.strictEqual(answer.aggregated_payload_size, 73086);
  },

  async server_streaming() {
    const wanted = [31415, 9, 2653, 58979];
    const seen = await drained(connect().StreamingOutputCall({ response_parameters: wanted.map(size => ({ size })) }));
    ok(seen);
    assert.deepStrictEqual(sizes(seen.answers), wanted);
  },

  async server_compressed_streaming() {
    const seen = await drained(connect().StreamingOutputCall({
      response_parameters: [{ size: 31415, compressed: { value: true } }, { size: 92653, compressed: { value: false } }],
    }));
    ok(seen);
    assert.deepStrictEqual(sizes(seen.answers), [31415, 92653]);
  },

  async ping_pong() {
    const call = connect().FullDuplexCall();
    const all = drained(call);
    for (const [size, payload] of [[31415, 27182], [9, 8], [2653, 1828], [58979, 45904]]) {
      const pong = once(call, 'data');
      call.write({ response_parameters: [{ size }], payload: zeros(payload) });
      assert.strictEqual((await pong).payload.body.length, size);
    }
    call.end();
    ok(await all);
  },

  async empty_stream() {
    const call = connect().FullDuplexCall();
    call.end();
    const seen = await drained(call);
    ok(seen);
    assert.strictEqual(seen.answers.length, 0);
  },

  async custom_metadata() {
    echoes(await unary(connect(), 'UnaryCall', { response_size: 314159, payload: zeros(271828) }, echoed()));
    const call = connect().FullDuplexCall(echoed());
    const all = drained(call);
    call.write({ response_parameters: [{ size: 314159 }], payload: zeros(271828) });
    call.end();
    echoes(await all);
  },

  async status_code_and_message() {
    const response_status = { code: 2, message: 'test status message' };
    const seen = await unary(connect(), 'UnaryCall', { response_status });
    assert.strictEqual(seen.status.code, 2);
    assert.strictEqual(seen.status.details, 'test status message');
    const call = connect().FullDuplexCall();
    const all = drained(call);
    call.write({ response_status });
    call.end();
    const stream = await all;
    assert.strictEqual(stream.status.code, 2);
    assert.strictEqual(stream.status.details, 'test status message');
  },

  async special_status_message() {
    const message = '\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \u{1f608}\t\n';
    const seen = await unary(connect(), 'UnaryCall', { response_status: { code: 2, message } });
    assert.strictEqual(seen.status.code, 2);
    assert.strictEqual(seen.status.details, message);
  },

  async unimplemented_method() {
    const seen = await unary(connect(), 'UnimplementedCall', {});
    assert.strictEqual(seen.status.code, grpc.status.UNIMPLEMENTED);
  },

  async unimplemented_service() {
    const seen = await unary(connect(testing.UnimplementedService), 'UnimplementedCall', {});
    assert.strictEqual(seen.status.code, grpc.status.UNIMPLEMENTED);
  },

  async cancel_after_begin() {
    const { call, done } = clientStream(connect());
    call.on('error', () => {});
    call.cancel();
    assert.strictEqual((await done).error.code, grpc.status.CANCELLED);
  },

  async cancel_after_first_response() {
    const call = connect().FullDuplexCall();
    const all = drained(call);
    const first = once(call, 'data');
    call.write({ response_parameters: [{ size: 31415 }], payload: zeros(27182) });
    await first;
    call.cancel();
    assert.strictEqual((await all).status.code, grpc.status.CANCELLED);
  },

  async timeout_on_sleeping_server() {
    const call = connect().FullDuplexCall(new grpc.Metadata(), { deadline: Date.now() + 1 });
    const all = drained(call);
    call.write({ payload: zeros(27182) });
    assert.strictEqual((await all).status.code, grpc.status.DEADLINE_EXCEEDED);
  },
};

cases[name]().then(() => process.exit(0), error => {
  console.error(error);
  process.exit(1);
});
