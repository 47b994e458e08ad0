// A name server of the tests: TXT records by name, "there is no such name" for all else.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const TXT = 16;

/** `records`: { name: text }. Its `address` is `IP:port`. */
export async function startNames(records) {
  const socket = createSocket('udp4');
  socket.on('message', (question, client) => socket.send(answer(question, records), client.port, client.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, stop: () => new Promise((resolve) => socket.close(resolve)) };
}

/** RFC 1035 4.1: the question again, and what there is to say. */
function answer(question, records) {
  const labels = [];
  let at = 12;
  for (; question[at] > 0; at += question[at] + 1) labels.push(question.toString('latin1', at + 1, at + 1 + question[at]));
  const asked = question.subarray(12, at + 5);
  const text = records[labels.join('.').toLowerCase()];
  const isText = question.readUInt16BE(at + 1) === TXT;
  const found = text !== undefined && isText ? [record(text)] : [];
  const header = Buffer.alloc(12);
  question.copy(header, 0, 0, 2);
  header.writeUInt16BE(text === undefined ? 0x8183 : 0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(found.length, 6);
  return Buffer.concat([header, asked, ...found]);
}

function record(text) {
  const strings = text.match(/.{1,255}/g).map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part, 'latin1')]));
  const data = Buffer.concat(strings);
  const head = Buffer.from([0xc0, 12, 0, TXT, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
