/* What is kept on the phone: acts not yet sent, and the last card. Nothing about people is kept. */

const NAME = "tocsin-phone";
let opened = null;

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore("acts", { keyPath: "serial", autoIncrement: true });
      request.result.createObjectStore("kept");
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
  return opened;
}

/* Resolves only when the transaction is on the disk: until then nothing has been kept. */
async function write(store, change) {
  const base = await database();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, "readwrite", { durability: "strict" });
    const request = change(transaction.objectStore(store));
    transaction.addEventListener("complete", () => resolve(request.result));
    transaction.addEventListener("abort", () => reject(transaction.error));
  });
}

async function read(store, question) {
  const base = await database();
  return asPromise(question(base.transaction(store, "readonly").objectStore(store)));
}

export const add = (act) => write("acts", (acts) => acts.add(act));
export const change = (act) => write("acts", (acts) => acts.put(act));
export const remove = (serial) => write("acts", (acts) => acts.delete(serial));
export const keep = (key, value) => write("kept", (kept) => kept.put(value, key));
export const forget = (key) => write("kept", (kept) => kept.delete(key));
export const kept = (key) => read("kept", (all) => all.get(key));

/** List an officer's acts in the order in which they were made. */
export async function actsOf(officer) {
  const all = await read("acts", (acts) => acts.getAll());
  return all.filter((act) => act.officer === officer);
}
