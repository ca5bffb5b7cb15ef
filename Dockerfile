# One image for each app, and two of the storefront: docker build --target checkout --tag localhost/holdfast/checkout:0.1.0 .

# The install layers depend only on the package.json files and the lock file, so they are cached until one changes.
FROM node:24-trixie-slim AS manifests
WORKDIR /repository
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete && find . -type d -empty -delete

FROM node:24-trixie-slim AS packages
WORKDIR /repository
COPY --from=manifests /repository ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund

# Runtime packages only: no development tools, and not the Node in the lock file.
FROM packages AS modules
# Reads the purpose of each package from the lock file. npm prune does the same but takes two minutes.
RUN node -e " \
      const { packages } = require('./package-lock.json'); \
      for (const [folder, { dev, optional, devOptional, link }] of Object.entries(packages)) \
        if (folder.startsWith('node_modules/') && (dev || optional || devOptional || link)) \
          require('fs').rmSync(folder, { recursive: true, force: true });" \
 && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.md' \) -delete

FROM packages AS build
COPY . .
RUN npx tsc -b apps/* harness/stripe-simulator harness/failure-lab \
 && node tools/bundle-pages.mjs \
 && mkdir --parents /built/libs /built/apps /built/harness \
 && for project in apps/* libs/* harness/*; do \
      if [ -d "$project/dist" ]; then mkdir "/built/$project" && cp --recursive "$project/package.json" "$project/dist" "/built/$project"; fi; \
    done \
 && cp --recursive apps/checkout/images /built/apps/checkout \
 && mkdir /pages && mv /built/apps/storefront/dist/web /built/apps/storefront/dist/web-demo /pages \
 && rm --recursive --force /built/apps/storefront/dist/web-types /built/apps/storefront/dist/web.sha256 \
 && find /built \( -name '*.map' -o -name '*.d.ts' -o -name '.tsbuildinfo' -o -name '*.fixture.js' \) -delete

FROM node:24-trixie-slim AS base
LABEL org.opencontainers.image.title="Holdfast" org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 LOG_FORMAT=json
WORKDIR /holdfast
COPY --from=modules /repository/node_modules ./node_modules
COPY --from=build /built/libs ./node_modules/@holdfast
COPY package.json ./
USER 1000:1000
ENTRYPOINT ["node"]

FROM base AS service
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

FROM service AS checkout
ENV PORT=3001
EXPOSE 3001
COPY --from=build /built/apps/checkout ./apps/checkout
CMD ["apps/checkout/dist/main.js"]

FROM service AS payments
ENV PORT=3002
EXPOSE 3002
COPY --from=build /built/apps/payments ./apps/payments
CMD ["apps/payments/dist/main.js"]

FROM service AS email
ENV PORT=3003
EXPOSE 3003
COPY --from=build /built/apps/email ./apps/email
CMD ["apps/email/dist/main.js"]

FROM service AS recommendations
ENV PORT=3004
EXPOSE 3004
COPY --from=build /built/apps/recommendations ./apps/recommendations
CMD ["apps/recommendations/dist/main.js"]

FROM service AS shop
ENV PORT=3000
EXPOSE 3000
COPY --from=build /built/apps/storefront ./apps/storefront
CMD ["apps/storefront/dist/main.js"]

# For production: its pages know no failure lab.
FROM shop AS storefront
COPY --from=build /pages/web ./apps/storefront/dist/web

FROM shop AS storefront-demo
ENV PAGES=web-demo
COPY --from=build /pages/web-demo ./apps/storefront/dist/web-demo

FROM service AS stripe-simulator
ENV PORT=3010 DATABASE_FILE=/data/ledger.sqlite
EXPOSE 3010
USER 0:0
RUN install --directory --owner=1000 --group=1000 /data
USER 1000:1000
COPY --from=build /built/harness/stripe-simulator ./harness/stripe-simulator
CMD ["harness/stripe-simulator/dist/main.js"]

# With the edges of docker-compose.yml. PORT is the control API's port in LAB_CONFIG.
FROM service AS failure-lab
ENV PORT=3020 LAB_CONFIG=/etc/failure-lab.json
EXPOSE 3020
COPY compose/failure-lab.json /etc/failure-lab.json
COPY --from=build /built/harness/lab-api ./node_modules/@holdfast/lab-api
COPY --from=build /built/harness/fault-proxy ./node_modules/@holdfast/fault-proxy
COPY --from=build /built/harness/local-stack ./node_modules/@holdfast/local-stack
COPY --from=build /built/harness/engine ./node_modules/@holdfast/engine
COPY --from=build /built/harness/witness ./node_modules/@holdfast/witness
COPY --from=build /built/harness/failure-lab ./harness/failure-lab
CMD ["harness/failure-lab/dist/main.js"]

FROM base AS migrations
COPY --from=build /built/apps ./apps
ENTRYPOINT ["node", "apps/migrations/dist/main.js"]
CMD []

# The commands of operators, npm run ops: docker compose run --rm ops keys list
FROM base AS ops
# An optional file: COPY needs one that exists.
COPY package.json extra-services.json* ./
COPY --from=build /built/harness/local-stack ./node_modules/@holdfast/local-stack
COPY --from=build /built/harness/lab-api ./node_modules/@holdfast/lab-api
COPY tools ./tools
ENTRYPOINT ["node", "tools/ops/in-containers.ts"]
CMD []

# Generates the secrets of docker compose. Runs as root, because it gives each file to its reader.
FROM node:24-trixie-slim AS secrets
COPY compose/make-secrets.mjs compose/failure-lab.json extra-services.json* /
CMD ["node", "/make-secrets.mjs"]
