/** The addresses of the databases to migrate: CHECKOUT_MIGRATIONS_URL and so on. */
export function readDatabases(): readonly string[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^[A-Z]+_MIGRATIONS_URL$/.test(name) ? [value] : [],
  );
}
