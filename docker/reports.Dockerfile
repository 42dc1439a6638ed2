# The reporter with the owner's page. Build from the project's root:
#   docker build -f docker/reports.Dockerfile -t tillmesh-reports .
FROM node:24-slim AS built
WORKDIR /app
COPY package.json package-lock.json tsconfig*.json ./
COPY packages ./packages
RUN npm install --no-audit --no-fund --ignore-scripts
RUN npx vite build --logLevel warn -c packages/reports/vite.config.ts

FROM node:24-slim AS installed
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages ./packages
# npm install, not npm ci: optional binaries of other platforms may be missing from the lockfile.
RUN npm install --omit=dev --no-audit --no-fund --ignore-scripts \
      --workspace @tillmesh/reports --workspace @tillmesh/replica --workspace @tillmesh/model --workspace @tillmesh/ui

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=ExperimentalWarning
COPY --from=installed /app /app
COPY --from=built /app/packages/reports/dist /app/packages/reports/dist
USER node
VOLUME /data
EXPOSE 4190
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4190/api/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=2", "packages/reports/src/main.ts", "--data", "/data", "--bind", "0.0.0.0", "--port", "4190"]
