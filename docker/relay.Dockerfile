# The relay: no shop rule, no data key. Build from the project's root:
#   docker build -f docker/relay.Dockerfile -t tillmesh-relay .
FROM node:24-slim AS installed
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages ./packages
# npm install, not npm ci: optional binaries of other platforms may be missing from the lockfile.
RUN npm install --omit=dev --no-audit --no-fund --ignore-scripts \
      --workspace @tillmesh/relay --workspace @tillmesh/replica --workspace @tillmesh/model

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=ExperimentalWarning
COPY --from=installed /app /app
USER node
VOLUME /data
# Links of tills, other relays and reporters (TLS). Health stays inside the container.
EXPOSE 7400
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4191/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=2", "packages/relay/src/main.ts", "--data", "/data", "--port", "4191"]
CMD ["--listen", "0.0.0.0:7400"]
