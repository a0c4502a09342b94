import { request } from 'node:http';

/** Fields that differ from call to call on any server. */
const volatileFields = ['access', 'refresh', 'number', 'date_created', 'order_uuid', 'bucket_uuid'];

/** Both servers answer the same, except for what is new in each answer, and write as many rows. @throws Error */
export async function assertSameAnswers(servers, workload) {
  const { name, changes } = workload;
  if (!changes) await workload.prepare();
  for (let call = 0; call < (changes ? 3 : 100); call++) {
    const answers = [];
    for (const server of servers) {
      if (changes) await workload.prepare();
      answers.push(await conversation(server, workload, call));
    }
    assertSame(name, ...answers);
  }
}

function assertSame(name, ours, theirs) {
  if (ours === theirs) return;
  const at = [...ours].findIndex((letter, place) => letter !== theirs[place]);
  const excerpt = (text) => text.slice(Math.max(0, at - 60), at + 60);
  throw new Error(`the servers differ in ${name}:\n${excerpt(ours)}\n${excerpt(theirs)}`);
}

/** The answers to one repetition of a workload, and the rows it adds where the workload counts them. */
async function conversation(server, { steps, rowsWritten, volatile = [] }, at) {
  let answers = [];
  const work = async () => {
    answers = await runSteps(server, steps, at);
  };
  const written = rowsWritten ? await rowsWritten(work) : await work();
  const fields = new RegExp(`"(${[...volatileFields, ...volatile].join('|')})":"[^"]+"`, 'g');
  return [...answers, sorted(written)].join('\n').replaceAll(fields, '"$1":"…"');
}

/** As JSON, in whose objects the order of fields means nothing. */
const sorted = (value) =>
  JSON.stringify(value, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

/** Sends the requests of a workload once, one after the other; answers each as its status and body. @throws Error for a failure */
export async function runSteps(server, steps, at) {
  const context = { at };
  const answers = [];
  for (const { name, request, learn } of steps) {
    const { status, text } = await send(server, request(context));
    if (status >= 300) throw new Error(`${server.name} failed in ${name}: ${status} ${text}`);
    learn?.(context, JSON.parse(text));
    answers.push(`${status} ${sorted(JSON.parse(text))}`);
  }
  return answers;
}

function send({ base }, { method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const { port } = new URL(base);
    const options = { port, host: '127.0.0.1', method, path, headers: { ...headers, host: 'shop.test' } };
    const sent = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => resolve({ status: answer.statusCode, text }));
    });
    sent.on('error', reject).end(body);
  });
}
