# One image for the API and the workers; docker-compose.yml has the command of each.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production \
    HERALD_HOST=0.0.0.0 \
    HERALD_WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/workflow-bundle.js ./dist/
USER node
EXPOSE 8080
CMD ["node", "--enable-source-maps", "--max-semi-space-size=16", "--heap-growing-percent=25", "dist/src/api/server.js"]
