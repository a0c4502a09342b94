// Imported before anything that an older Node lacks: npm start brings its own, a service or an image may not.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 17)) {
  console.error(
    `Node ${process.versions.node} is too old: npm start brings its own, elsewhere use Node 22.17 or newer`,
  );
  process.exit(1);
}
