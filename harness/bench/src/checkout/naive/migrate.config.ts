/** The addresses of the databases to migrate: DATABASE_URL, or CHECKOUT_MIGRATIONS_URL and so on. */
export function readDatabases(): readonly string[] {
  return Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(DATABASE_URL|[A-Z]+_MIGRATIONS_URL)$/.test(name) ? [value] : [],
  );
}
