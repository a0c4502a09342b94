const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How long a tab may hold the note: one that was closed meanwhile does not keep the others waiting for ever. */
const longest = 10_000;

/** Does something in one tab of the browser at a time. Over plain HTTP there is no `navigator.locks`. */
export function inOneTab<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  // Typed as always there, which holds in secure contexts only.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request(name, work) : withNote(`${name}-lock`, work);
}

async function withNote<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const mine = String(Math.random());
  const holder = () => {
    const [tab, until] = (localStorage.getItem(key) ?? '').split(' ');
    return Number(until) > Date.now() ? tab : undefined;
  };
  while (holder() !== mine) {
    if (holder() === undefined) localStorage.setItem(key, `${mine} ${Date.now() + longest}`);
    // Another tab may have written at the same moment: whose note stays, has it.
    await pause(50 + Math.random() * 50);
  }
  try {
    return await work();
  } finally {
    if (holder() === mine) localStorage.removeItem(key);
  }
}
